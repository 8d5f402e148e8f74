/// A type of the standard library, and when it is `Send` and `Sync` (Rust 1.95; tests compare each with rustc).
struct StandardType: Sendable {
    /// When one of the traits holds.
    enum Rule: Sendable {
        case always
        /// When every type argument has the trait, as for a type that merely holds its arguments.
        case structural
        /// When these arguments (from 0) have these traits.
        case when([(argument: Int, trait: MarkerTrait)])
        case never
    }

    var name: String
    /// Where it is: `["sync", "mpsc"]` for `std::sync::mpsc`; empty for what needs no path.
    var module: [String]
    /// How many type arguments it takes, allocators not counted.
    var arity: ClosedRange<Int>
    /// Whether one more argument may follow, an allocator.
    var hasAllocator = false
    var send: Rule
    var sync: Rule
    /// Why `Send` is as it is, and why `Sync` is; for whoever is told that a type has not the trait, or only sometimes.
    var sendReason: String?
    var syncReason: String?
    /// What to use instead.
    var help: String?

    /// Whether it may have so many arguments.
    func takes(_ arguments: Int) -> Bool {
        arity.contains(arguments) || (hasAllocator && arguments == arity.upperBound + 1)
    }

    var isAlways: Bool { if case .always = send, case .always = sync { true } else { false } }

    func rule(for trait: MarkerTrait) -> Rule { trait == .send ? send : sync }
    func reason(for trait: MarkerTrait) -> String? { trait == .send ? sendReason : syncReason }
}

extension StandardType {
    /// All that are known, by name. A name may stand for several types in different modules.
    static let all: [String: [StandardType]] = Dictionary(
        grouping: plain + containers + sharing + interiorMutability + locks + threads + borrowing + threadBound,
        by: \.name)

    /// Values without anything to share behind them.
    private static let plain: [StandardType] = types(
        [], "bool char str i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize f32 f64")
        + types(["string"], "String Drain") + types(["ffi"], "CString CStr OsString OsStr")
        + types(["path"], "Path PathBuf") + types(["time"], "Duration Instant SystemTime")
        + types(["any"], "TypeId") + types(["cmp"], "Ordering") + types(["alloc"], "Layout Global System")
        + types(["convert"], "Infallible") + types(["marker"], "PhantomPinned") + types(["ops"], "RangeFull")
        + types(["hash"], "RandomState DefaultHasher") + types(["backtrace"], "Backtrace")
        + types(["panic"], "Location") + types(["str"], "Utf8Error Chars")
        + types(["cell"], "BorrowError BorrowMutError")
        + types(["num"], """
            NonZeroI8 NonZeroI16 NonZeroI32 NonZeroI64 NonZeroI128 NonZeroIsize NonZeroU8 NonZeroU16 NonZeroU32 \
            NonZeroU64 NonZeroU128 NonZeroUsize ParseIntError ParseFloatError
            """)
        + types(["io"], "Error Stdin Stdout Stderr Sink") + types(["fmt"], "Error")
        + types(["fs"], "File Metadata ReadDir DirEntry OpenOptions")
        + types(["net"], "TcpStream TcpListener UdpSocket IpAddr Ipv4Addr Ipv6Addr SocketAddr")
        + types(["process"], "Command Child ChildStdin ChildStdout ChildStderr ExitStatus Output")

    /// They hold their arguments, and are what these are.
    private static let containers: [StandardType] = [
        structural(["boxed"], "Box", hasAllocator: true), structural(["vec"], "Vec", hasAllocator: true),
        structural(["vec"], "IntoIter", hasAllocator: true), structural(["vec"], "Drain", hasAllocator: true),
        structural(["collections"], "VecDeque", hasAllocator: true),
        structural(["collections"], "LinkedList", hasAllocator: true),
        structural(["collections"], "BinaryHeap", hasAllocator: true),
        structural(["collections"], "BTreeSet", hasAllocator: true),
        structural(["collections"], "BTreeMap", 2...2, hasAllocator: true),
        structural(["collections"], "HashMap", 2...3), structural(["collections"], "HashSet", 1...2),
        structural(["option"], "Option"), structural(["result"], "Result", 2...2),
        structural(["mem"], "ManuallyDrop"), structural(["mem"], "MaybeUninit"), structural(["pin"], "Pin"),
        structural(["num"], "Wrapping"), structural(["num"], "Saturating"), structural(["num"], "NonZero"),
        structural(["cmp"], "Reverse"), structural(["task"], "Poll"), structural(["marker"], "PhantomData"),
        structural(["ops"], "Range"), structural(["ops"], "RangeInclusive"), structural(["ops"], "RangeFrom"),
        structural(["ops"], "RangeTo"), structural(["ops"], "RangeToInclusive"), structural(["ops"], "Bound"),
        structural(["ops"], "ControlFlow", 1...2), structural(["panic"], "AssertUnwindSafe"),
        structural(["sync"], "PoisonError"), structural(["sync"], "TryLockError"),
        structural(["sync", "mpsc"], "SendError"), structural(["sync", "mpsc"], "TrySendError"),
        structural(["io"], "BufReader"), structural(["io"], "BufWriter"), structural(["io"], "Cursor"),
        structural(["iter"], "Once"), structural(["iter"], "Repeat"), structural(["future"], "Ready"),
        StandardType(name: "Empty", module: ["iter"], arity: 1...1, send: .always, sync: .always),
        StandardType(name: "Pending", module: ["future"], arity: 1...1, send: .always, sync: .always),
        StandardType(name: "Discriminant", module: ["mem"], arity: 1...1, send: .always, sync: .always),
    ]

    private static let rcReason = "clones of an Rc share one reference count, which is changed without atomic "
        + "operations"
    private static let arcReason = "every clone of an Arc refers to the same T (so T must be Sync), and the last one "
        + "drops it on whatever thread that is on (so T must be Send)"

    /// Ownership that is shared.
    private static let sharing: [StandardType] = [
        never(["rc"], "Rc", 1...1, rcReason, help: "use Arc, whose count is atomic", hasAllocator: true),
        never(["rc"], "Weak", 1...1, rcReason, help: "use Arc and sync::Weak", hasAllocator: true),
        StandardType(name: "Arc", module: ["sync"], arity: 1...1, hasAllocator: true,
                     send: .when([(0, .send), (0, .sync)]), sync: .when([(0, .send), (0, .sync)]),
                     sendReason: arcReason, syncReason: arcReason),
        StandardType(name: "Weak", module: ["sync"], arity: 1...1, hasAllocator: true,
                     send: .when([(0, .send), (0, .sync)]), sync: .when([(0, .send), (0, .sync)]),
                     sendReason: arcReason, syncReason: arcReason),
    ]

    /// What can be changed through a shared reference without synchronisation.
    private static let interiorMutability: [StandardType] = [
        cell("Cell", 1...1, "a shared reference to a Cell can change its content, and nothing synchronises that",
             help: "use an atomic, or a Mutex"),
        cell("RefCell", 1...1, "a shared reference to a RefCell changes its borrow flag without atomic operations",
             help: "use a Mutex or an RwLock"),
        cell("UnsafeCell", 1...1, "an UnsafeCell promises nothing about who accesses its content, or when",
             help: "a type that synchronises the accesses can be given `unsafe impl Sync`"),
        cell("OnceCell", 1...1, "two threads could fill a OnceCell at once: nothing synchronises that",
             help: "use OnceLock"),
        cell("LazyCell", 1...2, "two threads could run a LazyCell's initialiser at once: nothing synchronises that",
             help: "use LazyLock"),
        StandardType(name: "OnceLock", module: ["sync"], arity: 1...1, send: .structural,
                     sync: .when([(0, .send), (0, .sync)]),
                     syncReason: "one thread fills it (T must be Send) and all refer to the value (T must be Sync)"),
        StandardType(name: "LazyLock", module: ["sync"], arity: 1...2, send: .structural,
                     sync: .when([(0, .send), (0, .sync), (1, .send)]),
                     syncReason: "whichever thread comes first runs the initialiser and makes the value, and all refer "
                        + "to the value"),
    ] + types(["sync", "atomic"], """
        AtomicBool AtomicI8 AtomicI16 AtomicI32 AtomicI64 AtomicIsize AtomicU8 AtomicU16 AtomicU32 AtomicU64 \
        AtomicUsize Ordering
        """) + [
            StandardType(name: "AtomicPtr", module: ["sync", "atomic"], arity: 1...1, send: .always, sync: .always),
        ]

    private static let guardReason = "many systems want a lock to be released by the thread that took it"
    private static let guardHelp = "drop the guard before the value goes to another thread"

    /// What threads wait for.
    private static let locks: [StandardType] = [
        StandardType(name: "Mutex", module: ["sync"], arity: 1...1, send: .structural, sync: .when([(0, .send)]),
                     syncReason: "whoever holds the lock has T alone, so T need not be Sync, but goes from thread "
                        + "to thread, so it must be Send"),
        StandardType(name: "RwLock", module: ["sync"], arity: 1...1, send: .structural,
                     sync: .when([(0, .send), (0, .sync)]),
                     syncReason: "several readers refer to T at once (T must be Sync), and writers on different "
                        + "threads take turns (T must be Send)"),
        lockGuard("MutexGuard"), lockGuard("RwLockReadGuard"), lockGuard("RwLockWriteGuard"),
        StandardType(name: "OnceState", module: ["sync"], arity: 0...0, send: .always, sync: .never,
                     syncReason: "it keeps its state in a Cell"),
    ] + types(["sync"], "Condvar Barrier BarrierWaitResult Once WaitTimeoutResult")

    /// Threads, their handles, and channels between them.
    private static let threads: [StandardType] = types(["thread"], "Thread ThreadId Builder Scope AccessError")
        + types(["sync", "mpsc"], "RecvError TryRecvError RecvTimeoutError") + types(["task"], "Waker") + [
            StandardType(name: "JoinHandle", module: ["thread"], arity: 1...1, send: .always, sync: .always),
            StandardType(name: "LocalKey", module: ["thread"], arity: 1...1, send: .always, sync: .always),
            StandardType(name: "ScopedJoinHandle", module: ["thread"], arity: 1...1, send: .structural,
                         sync: .when([(0, .send)]), syncReason: "joining takes the thread's result out of it"),
            channel("Sender", sync: .when([(0, .send)])), channel("SyncSender", sync: .when([(0, .send)])),
            channel("Receiver", sync: .never), channel("IntoIter", sync: .never),
            StandardType(name: "Iter", module: ["sync", "mpsc"], arity: 1...1, send: .never, sync: .never,
                         sendReason: "it refers to a Receiver, which is not Sync",
                         syncReason: "it refers to a Receiver, which is not Sync"),
        ]

    private static let borrowReason = "when it is dropped it changes its RefCell's borrow flag without atomic operations"

    /// What refers to something else.
    private static let borrowing: [StandardType] = [
        never(["cell"], "Ref", 1...1, borrowReason, help: guardHelp),
        never(["cell"], "RefMut", 1...1, borrowReason, help: guardHelp),
        never(["ptr"], "NonNull", 1...1, "it is a raw pointer: nobody knows what else refers to its target",
              help: rawPointerHelp),
        StandardType(name: "Iter", module: ["slice"], arity: 1...1, send: .when([(0, .sync)]),
                     sync: .when([(0, .sync)]), sendReason: "it is a shared reference to the slice"),
        structural(["slice"], "IterMut"),
    ]

    /// What belongs to the thread that made it.
    private static let threadBound: [StandardType] = [
        never(["task"], "Context", 0...0, "it is made for one poll, on one thread"),
        never(["task"], "RawWaker", 0...0, "it holds a raw pointer"),
        never(["fmt"], "Arguments", 0...0, "it refers to values of any type"),
        never(["fmt"], "Formatter", 0...0, "it refers to a writer of any type"),
        never(["fmt"], "DebugStruct", 0...0, "it refers to a writer of any type"),
        never(["panic"], "PanicHookInfo", 0...0, "it refers to a payload of any type"),
        never(["env"], "Args", 0...0, "the standard library keeps it on one thread"),
        never(["env"], "ArgsOs", 0...0, "the standard library keeps it on one thread"),
        never(["env"], "Vars", 0...0, "the standard library keeps it on one thread"),
        never(["env"], "VarsOs", 0...0, "the standard library keeps it on one thread"),
        StandardType(name: "StdinLock", module: ["io"], arity: 0...0, send: .never, sync: .always,
                     sendReason: guardReason, help: guardHelp),
        never(["io"], "StdoutLock", 0...0, guardReason, help: guardHelp),
        never(["io"], "StderrLock", 0...0, guardReason, help: guardHelp),
    ]

    static let rawPointerHelp = "if the type that holds it makes its use safe, say so with `unsafe impl`"

    private static func types(_ module: [String], _ names: String) -> [StandardType] {
        names.split(separator: " ").map {
            StandardType(name: String($0), module: module, arity: 0...0, send: .always, sync: .always)
        }
    }

    private static func structural(_ module: [String], _ name: String, _ arity: ClosedRange<Int> = 1...1,
                                   hasAllocator: Bool = false) -> StandardType {
        StandardType(name: name, module: module, arity: arity, hasAllocator: hasAllocator, send: .structural,
                     sync: .structural)
    }

    private static func never(_ module: [String], _ name: String, _ arity: ClosedRange<Int>, _ reason: String,
                              help: String? = nil, hasAllocator: Bool = false) -> StandardType {
        StandardType(name: name, module: module, arity: arity, hasAllocator: hasAllocator, send: .never, sync: .never,
                     sendReason: reason, syncReason: reason, help: help)
    }

    private static func cell(_ name: String, _ arity: ClosedRange<Int>, _ reason: String,
                             help: String) -> StandardType {
        StandardType(name: name, module: ["cell"], arity: arity, send: .structural, sync: .never, syncReason: reason,
                     help: help)
    }

    private static func lockGuard(_ name: String) -> StandardType {
        StandardType(name: name, module: ["sync"], arity: 1...1, send: .never, sync: .structural,
                     sendReason: guardReason, help: guardHelp)
    }

    private static func channel(_ name: String, sync: Rule) -> StandardType {
        let isReceiver = if case .never = sync { true } else { false }
        return StandardType(
            name: name, module: ["sync", "mpsc"], arity: 1...1, send: .structural, sync: sync,
            sendReason: "the channel takes T from one thread to another",
            syncReason: isReceiver ? "a channel has one receiver at a time: nothing synchronises two"
                : "the channel takes T from one thread to another",
            help: isReceiver ? "put the Receiver in a Mutex, or give each thread a channel of its own" : nil)
    }
}
