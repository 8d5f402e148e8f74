import Foundation

/// The pictures of the kernelspec, which an installed program has to bring along: the files in kernelspec/, in base64.
///
/// To be made anew with `base64 -w 100` when a file there changes; a test compares them.
public enum KernelspecLogos {
    /// The files' contents by their names.
    public static var files: [String: Data] {
        encoded.compactMapValues { Data(base64Encoded: $0, options: .ignoreUnknownCharacters) }
    }

    private static let encoded = [
        "logo-32x32.png": """
            iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAYAAABzenr0AAAABmJLR0QA/wD/AP+gvaeTAAAEIElEQVRYhcWXX0xTZxjGf985B9vO
            Am4TJ27VOZsYJJZtidGBCEtcQtDArjYSsmFIZCruX5bFZLdLvFi2CzI6NrcEdeFi3AyS0RhDIihM4wWzQGeQmklrgsL+wKickrbn
            7OKs0pZT2qLLnpuT8533+d4n3/u833c++J8hUgccu+orEbQClcAzgPyIOWLAPeCKQHIHfD8OmQuorlYcM4VfIjj2iAkz4atg0fz7
            DAxEAaT4qFlySZJ5evN2JCn3RViFe8IxW9gWf5EBHCV1B5CEOzVy72tN7K9twWKzc/f2jZwEZODu2bBpZ//87ETQWAGj5iuwociR
            9MwFmbg6Rk7FECD2mwX5b1zAf70b1hXkLCAzVxxYFmC4PQm2PDi85Rdcz4L3rs6ZW6BGskueJXdzogA5dYLOIzLlTqNJDpYI9m0X
            NJ+NZhSRA1eGhC5IRIFVUO5M/lThFOTbVk++Fq6pAF3opsG6vmLfyp6rmXNNBSyoMOxPnmhoUkcWOoW29CLsVoFAmHJDS+bCFLNB
            NQLNZ6O0VMmUPSfwBjXOXdX45i2F4kI4ej7KxL1kzo4iwXdNMjML8M73UZpekShzSIYJB2NpvWMqIC6ib/plPFMLhNQI8+ptBiY0
            TtXI9LTm8VF3DM+YBhhGa2tQsFvgok9jQYXuiefxBNZBXgFq5HraVUsrAMD5Yg3FW0uYDtxkuutTOgY0pv7Q+eINhY5GGfeAUY7W
            aonFCBzviuIZM5a6rKrxIXfy1zUKMINnTMc/E+Xbt2VOvmpY6LffdY6ej3HrvnmdV4OpCTMhpoGWkEsIEGnc/9gF1O4W/PSewgsb
            Be2XNNovaWx7StDTmkft7sxtmopVS+Af7cc/0seDByGEgGNVEqdqZNQIHO9aNuHIlEZbg0JHo8LXgxqfXYjhvfID/vV2UCxrE2Cz
            WThcuQ3Xrh14xyc51zVF9c4YgT/1FW3Yf1Onrt3wRZlDkG+38Oahl3CVOvH6/Jzxj6CqS6Z5BICjtD6pgDarlU73J5TvdT0cG742
            ygcfnyYcXmJeNa+33SpYb7PQ9vlKbvPJ06jhcFJ80NcrzM+C/CeSJgCo2OdCV2xpkwOEwjoo5tz8NIeB+VlAuv08s9Nz5ZqfBQsq
            w9dGk8aGrnoJLaoZBeTKjXsgSuo/gc1Cy5HXKYsbqbMHNWxupFRkyY0Ffb1KvAvuA1sSv6rqEn1DATyDfpAsWSfPgTsNy214GWhI
            jXC6Di7v5+M/Zy0gG64QDMK/HtA0rQ1WumduNpj0zAUZubreAQk3I0dpvRs4kRgjSTJPbtrKXzMBNC2Wk4DVuaI96Ot5FxKM93dp
            8cXCRetGYM+ySB01NIeu537QpOeK9mDR3IfcuaOByeV0a2ldhXFpEJVAMY/ncjoNXJYE7qnx3tzM9F/jHyS82GuduoMWAAAAAElF
            TkSuQmCC
            """,
        "logo-64x64.png": """
            iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAYAAACqaXHeAAAABmJLR0QA/wD/AP+gvaeTAAAISElEQVR4nO2bbWwUxxnHf7O7Ni8m
            OKaGBPyC7fBmDrAiYyyiSgkVfEhDbCA4QbRpFEFQUUraCpomFY3UNC1JSz9UWCUNVaMWyUR1Athxm0ggWqmFYPNecGxejI2N7WCs
            gg025ry70w/Hnb2+s2/3bu8c2vw/7c09M/9n/rMzz7Mzu/AV/r8h7BpOW1A0WzPEChOWAWkCMoCk2LnmCD0SWoBWBQ7oqtzf9u/K
            83YqhhUgY17RQimVdwTyG1G7GUdIOKIgX22urTw8kt2wAuTnb0jo6PvityC+O5LdlxwS+N2UsQ/98MSJ9/pDGYTsWLqnZJLA+xHw
            RAydixsE/B1Ff6b57F9vDP1PGVqQn78hQcH7If8jnQeQsESaWoXHU5I49D91aIE2Ka0URImdhseMS2LmgsdJnZrDrZvXMPSQd5nr
            iJB3+l3MlO7r9Z8MLrRMgQzP0wWgVA8tH86J4he3kZScCkBPVycV77/O3Ts99nsSAaLklUIRBc1n95/wF1imgEB5B5sLXnbuYwEn
            AJKSU8nOfcxO1agQJa+QUr49uCAgwPR5K3MlLLHb0tjxE22VuY2oeSVLpy0omu3/GRBASrM4St/uGygmRf5rzX9hwlInwd7QvTTV
            V9PT3QkIkpJTMYzYL4Ju8AqpLAN+DYMEEIhMX94wMiS+ReJcdRVSWu2FiF2+5CavQGb6r7WBYjnVTmXlnjOqkCyeoTDnYYFEUv+F
            5GiDRA+vYURwk1dCmv96kABMCFMp4MSibMH2EpWsr1mVb+yUbCk3ONbkngox4g30NSgTHA5ikBNl67UgJwCyUwV7XtJYmOXeVIg1
            r20BADQFtpeoJGrD2yRqsH21iuao5dHjdWS++BEl5AgMRc5kQWGOe3dBLHkdCTDX1jLpg2eaewLEkteRAE6WNtPFaBBLXkcCfN5u
            v/XP2505Mlq8jgQ42iBp7AzvTMN1Sc1lE7fyIqe8TuBIAN2EzeUGXn14G68OW8oNdBOeXajw9ZmRq1CYI3gmX3HM6wSOg9XxJsma
            XTqXrwePSMN1yXO/1zlxRZI+SfCTb6rsXqex8QnnMXFtocKe9Rpbn1JJS7HP63T3MmCe4Sl2tHxoim+Ecqf6mqhrl1RflugmTJkI
            e9ZrzHxowJvKMyY/Kje4E+a5ZUyC4JcrFEoWDoh24Zpk7R90OrpH5g1kTTbQUlshwJoKO4IhFQ5fMjl8KZjxZq/gVIu0CFCUpzBj
            isJLf9JpuRHay6nJ8N53VPLSrcNY1w7dd3zXugmHL0kLrxAKYDoLF/66/gund8D8xUWkTs2hp6sTgAkPTuZqwxkunD4UsFlbqPBW
            sYo2aOfxRi+8XKbzr4tWusIcwc5vqaROGOi8IeFXnxrs/MfAxJ6Vt4S0R/IsvNfbGjj7WaUT96O/A1Q1gazZiyxl/7nWbPldVm1y
            qUPy7rcHOpYyHnav0ywdcyLU+AcmheV1gogFsIuaRsnTpTq7nteYl+YTQRXw+pPqvUdaWPWodZGsbZWs363TGrSL7z5cfGQZHq03
            YOVOg78ct8aolY8qQZ2vOC1ZtTM+nYc4CQBwt9/3zP5mVehYrZvwZpXBpj162EjhJuImgB+9XkKu1kJAQtAxTewRNwHGJAh+U6Ly
            9irrYueHf10oXasyLiFeXsVJgLQU2LdRtSQ3APtOmew9ZZ0PRXkKezdqpKXEw7M4CFCYI/j4ewMRAHzxfdsnBt//wOAHHxi8ttdA
            NwbqeNIEf3slIarnCLuIPBMMsT/fe9u6dNuN73bzBYDbtzpdPY9wnAn69+eFEEH7834kaoJtK5WgW762TbLhz0aYVFgLSoUrz5hs
            KTfoG6afI/kyHCLOBAP786rC4oL5zJk1HSkl9RevcLTmHLphkDxOkpdh7UTFacmrH44c4tq7YPW7Br9YofDsIPHmPCyYOFbQ1y/R
            NHVY3khgWwDL/nz+XLb/fBNZmdbNusYrbWz56Q6Onazjhfd1qjYl8OD44Hx+JPjzhZPNkreKVW7egRf+aNBxS9ridQrHU2BR/lzK
            dv2MxMTQscrr7WfNujc4fqqOknyF9m4ZlM/bxaJsQXqKYO9J0xGvHfingCMBNE3lUGVp0AgMxeWmNpYWb8IwDRxOTVd47UwHvwDO
            zgUK5od1AiAnaxqFBR5XOh8JrxM4OxeYnWXb1jMn25Ejo8Xr8FzA/pCaLh4MxJLX2bnA+aaY2I4mr7NzgZpzNF5pC2vX0NRKzfFa
            R46MFq+zcwHDYPPWHXi9w2czXm8/W7buiDgxiTev83OBU3WsWfcGl5uCR6ShqZXnXtzKidP1rr9dHCvegHmmp7hbwgN2K2qqSmGB
            h9xZWQDUXWii+litbwQc7M87hUu83S21FclgTYTOA7PsOiIUBWmaYcvchhu8Euqv1lbkwuBnAUEz0r4A8wqXB50LRLI/7xRu8AoI
            7KMPvCYnOShhqd1G7JwLxAKu8AoO+C8Di6BpGnuj9O2+gakrgdslIMDVuqqLEnEodJVg9PV22ypzG1HzCg621u+74P9pCYMSNgO2
            VpPGuiOBeQi+19Yb647YdyRCRMkrhRCvDS4IipoZnuJS4GU7rY0Zl0R27uJ7jn0W828FouUVgh3N5ypesZQNNcrP35Bwra/j0/vt
            KzEb+OdEEpfW1pZ7BxeGzJsy5z+Vgql95OT7gS8zJOKQovSvDvXRVMjDqK6Oi30zMh8v69F7U4AC7t/P5kwhKG2Z3PV8V82B3lAG
            4T+czF05TyrGNoFY7r5/MYTgoGKYP75S9/HJkc1sIj13+UxUZYWQyjKJzBCQTpg3zOOI2/g+nW2RQh7EMPdfrau6ONpOfYX7Af8F
            0JMSIG56rqEAAAAASUVORK5CYII=
            """,
        "logo-svg.svg": """
            PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHdpZHRoPSI2NCIgaGVpZ2h0PSI2NCIgdmlld0JveD0iMCAw
            IDY0IDY0Ij4KICA8dGl0bGU+bWVtbW9kZWw6IHR3byB0aHJlYWRzLCBhbmQgc3RvcmVzIHRoYXQgcmVhY2ggdGhlIG90aGVyJ3Mg
            bG9hZCBsYXRlPC90aXRsZT4KICA8cmVjdCB4PSIyIiB5PSIyIiB3aWR0aD0iNjAiIGhlaWdodD0iNjAiIHJ4PSIxMyIgZmlsbD0i
            IzFkMmI0ZiIvPgogIDxnIGZpbGw9Im5vbmUiIHN0cm9rZS1saW5lY2FwPSJyb3VuZCI+CiAgICA8cGF0aCBkPSJNMTcgMTBWNTRN
            NDcgMTBWNTQiIHN0cm9rZT0iIzdlYTRmNSIgc3Ryb2tlLXdpZHRoPSI1Ii8+CiAgICA8cGF0aCBkPSJNMTcgMjBMNDcgNDRNNDcg
            MjBMMTcgNDQiIHN0cm9rZT0iIzFkMmI0ZiIgc3Ryb2tlLXdpZHRoPSI4Ii8+CiAgICA8cGF0aCBkPSJNMTcgMjBMNDcgNDRNNDcg
            MjBMMTcgNDQiIHN0cm9rZT0iI2ZmYjQ1NCIgc3Ryb2tlLXdpZHRoPSIzLjUiLz4KICA8L2c+CiAgPGcgc3Ryb2tlPSIjMWQyYjRm
            IiBzdHJva2Utd2lkdGg9IjIiPgogICAgPGNpcmNsZSBjeD0iMTciIGN5PSIyMCIgcj0iNi41IiBmaWxsPSIjZmZiNDU0Ii8+CiAg
            ICA8Y2lyY2xlIGN4PSI0NyIgY3k9IjIwIiByPSI2LjUiIGZpbGw9IiNmZmI0NTQiLz4KICAgIDxjaXJjbGUgY3g9IjE3IiBjeT0i
            NDQiIHI9IjYuNSIgZmlsbD0iI2ZmZmZmZiIvPgogICAgPGNpcmNsZSBjeD0iNDciIGN5PSI0NCIgcj0iNi41IiBmaWxsPSIjZmZm
            ZmZmIi8+CiAgPC9nPgo8L3N2Zz4K
            """,
    ]
}
