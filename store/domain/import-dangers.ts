/** Which of the names that loading a file would import can run programs or code, or reach files and the network. Pure. */

function words(text: string): ReadonlySet<string> {
	return new Set(text.split(' '));
}

/** Dangerous wherever they stand: `torch.serialization.os.system` is the same as `os.system`. */
const anywhere = words(
	'os posix nt subprocess sys socket shutil pty runpy importlib ctypes _ctypes webbrowser cPickle marshal __builtins__ ' +
		'_posixsubprocess _posixshmem _winapi _interpreters _xxsubinterpreters _xxinterpchannels _interpchannels _interpqueues _thread _imp ' +
		'_frozen_importlib _frozen_importlib_external zipimport _osx_support multiprocessing linecache pkgutil cloudpickle dill ' +
		'pydoc doctest imaplib telnetlib _pyrepl _testcapi _testinternalcapi ensurepip pexpect paramiko cffi pydevd',
);

/** Dangerous as the first part: further in they are often a library's own. */
const modules = words(
	'code codeop asyncio threading concurrent tempfile io _io pathlib urllib urllib2 http ftplib smtplib requests httpx aiohttp poplib nntplib xmlrpc ' +
		'operator _operator functools _functools commands popen2 pdb bdb cmd timeit trace profile cProfile pip imp venv signal ' +
		'shelve copyreg copy_reg gc inspect ast site platform distutils setuptools idlelib lib2to3 numexpr sympy thread dbm sqlite3 tarfile zipfile ' +
		'fileinput ssl _ssl mmap faulthandler atexit tkinter turtle cgi cgitb wsgiref socketserver selectors pickletools pickle _pickle ' +
		'pytest _pytest IPython ipykernel jinja2 mako',
);

/** What a module of Python's own has that a library's of the same name seldom has: dangerous further in, too. */
const functions: ReadonlyMap<string, ReadonlySet<string>> = new Map([
	['pickle', words('load loads Unpickler _Unpickler _load _loads')],
	['_pickle', words('load loads Unpickler')],
	['io', words('open open_code FileIO')],
	['code', words('interact InteractiveInterpreter InteractiveConsole')],
	['operator', words('attrgetter methodcaller itemgetter call')],
	['_operator', words('attrgetter methodcaller itemgetter call')],
	['functools', words('partial partialmethod reduce')],
	['tempfile', words('mktemp mkstemp mkdtemp NamedTemporaryFile TemporaryFile SpooledTemporaryFile TemporaryDirectory')],
	['threading', words('Thread Timer')],
	['pathlib', words('Path PosixPath WindowsPath')],
	['inspect', words('getmodule getsource')],
	['timeit', words('timeit repeat Timer')],
	['request', words('urlopen urlretrieve')],
	['copyreg', words('add_extension pickle')],
	['pip', words('main')],
	['np', words('load memmap fromfile savetxt save DataSource')],
	['yaml', words('load load_all unsafe_load unsafe_load_all full_load full_load_all Loader UnsafeLoader FullLoader CLoader CUnsafeLoader')],
]);

const ofBuiltins = words(
	'eval exec execfile compile open file input raw_input apply getattr setattr delattr globals locals vars breakpoint help type map filter reduce intern',
);

const ofTypes = words('FunctionType LambdaType CodeType MethodType ModuleType BuiltinFunctionType DynamicClassAttribute coroutine new_class prepare_class');

/** Modules all of whose functions are, and single functions; wherever they stand. */
const paths = words(
	'torch.hub torch.package torch.serialization torch._inductor torch._dynamo torch.utils.cpp_extension torch.utils.collect_env torch.fx.graph_module ' +
		'torch.fx._symbolic_trace torch.distributed.rpc torch.jit.unsupported_tensor_ops torch.utils.data.datapipes.utils.decoder torch.utils.bottleneck ' +
		'torch.utils.benchmark torch.utils.show_pickle torch._C._jit_compile torch.load torch.save torch.jit.load torch.export.load torch.ops.load_library ' +
		'torch.classes.load_library torch._ops torch.storage._load_from_bytes torch.storage.UntypedStorage.from_file torch.from_file torch._import_dotted_name ' +
		'torch._utils._import_dotted_name torch.utils._config_module torch.multiprocessing torch.testing._internal torch.utils.model_dump ' +
		'numpy.load numpy.memmap numpy.fromfile numpy.loadtxt numpy.genfromtxt numpy.save numpy.savetxt numpy.savez numpy.savez_compressed numpy.DataSource ' +
		'numpy.lib.npyio numpy.lib._npyio_impl numpy.lib._datasource numpy.lib.format numpy.f2py numpy.distutils numpy.ctypeslib numpy.testing ' +
		'numpy.core.multiarray.fromfile numpy._core.multiarray.fromfile numpy.core.memmap numpy._core.memmap ' +
		'pandas.eval pandas.read_pickle pandas.io.pickle pandas.core.computation pandas.io.common pandas.compat.pickle_compat ' +
		'joblib.load joblib.numpy_pickle.load joblib.numpy_pickle_utils joblib.parallel joblib.memory sklearn.datasets.load_files sklearn.datasets._base ' +
		'test.support logging.config uuid._get_command_stdout uuid._load_system_functions typing.get_type_hints typing.ForwardRef._evaluate ' +
		'tensorflow.io.write_file tensorflow.io.read_file tensorflow.io.gfile keras.utils.get_file keras.layers.Lambda ' +
		'transformers.AutoModel.from_pretrained transformers.dynamic_module_utils huggingface_hub dill._dill cloudpickle.cloudpickle',
);

/** Constructors that do nothing but hold what they are given, whatever their modules have besides. */
const holders = new RegExp(
	`^(?:${[
		String.raw`collections\.(OrderedDict|Counter|defaultdict|deque|ChainMap|UserDict|UserList|UserString)`,
		String.raw`datetime\.(datetime|date|time|timedelta|timezone)`,
		String.raw`decimal\.Decimal`,
		String.raw`fractions\.Fraction`,
		String.raw`_codecs\.encode`,
		String.raw`pathlib\.(_local\.)?(Pure)?(Posix|Windows)?Path`,
		String.raw`uuid\.(UUID|SafeUUID)`,
		String.raw`argparse\.Namespace`,
		String.raw`types\.SimpleNamespace`,
		String.raw`(copyreg|copy_reg)\.(_reconstructor|__newobj__|__newobj_ex__)`,
		String.raw`torch\.serialization\._get_layout`,
		String.raw`numpy\.random\._pickle\.__(randomstate|generator|bit_generator)_ctor`,
		String.raw`numpy\.ma\.(core\.)?(_mareconstruct|MaskedArray)`,
		String.raw`joblib\.numpy_pickle\.NumpyArrayWrapper`,
	].join('|')})$`,
);

/** Classes of libraries for models, which hold data. */
const classes = /^(?:torch\.nn|torch\.optim|numpy\.dtypes|numpy\.random|sklearn)(?:\.[a-z_]\w*)*\.[A-Z]\w*$/;

/**
 * `dangerous`: it can run what the file's writer wants; `harmless`: it holds data; `unknown`: loading the file runs code of that module, whatever it does.
 *
 * @param name `posix.system`; raw. `?` stands for a part that the file computes, or nobody looked at
 */
export function importRisk(name: string): 'dangerous' | 'unknown' | 'harmless' {
	const parts = name.split('.');
	const [first = '', ...rest] = parts;
	if (parts.includes('?')) return 'dangerous';
	if (first === 'builtins' || first === '__builtin__') {
		return rest.length !== 1 || rest.some(part => ofBuiltins.has(part) || isDunder(part)) ? 'dangerous' : 'harmless';
	}
	if (holders.test(name)) return 'harmless';
	if (modules.has(first) || isAnywhere(first)) return 'dangerous';
	if (first === 'types' && rest.some(part => ofTypes.has(part))) return 'dangerous';
	// Behind a name they lead to everything that Python has.
	const isBehind =
		parts.some((part, at) => functions.get(part)?.has(parts[at + 1] ?? '')) || rest.some(part => isAnywhere(part) || part === 'builtins' || isDunder(part));
	if (isBehind || leadsTo(parts)) return 'dangerous';
	return classes.test(name) ? 'harmless' : 'unknown';
}

/** `_os` is what a module of Python's calls `os` that it needs. */
function isAnywhere(part: string): boolean {
	return anywhere.has(part) || (part.startsWith('_') && anywhere.has(part.slice(1)));
}

/** True where loading a file that imports this can run what its writer wants. @param name `posix.system`; raw */
export function isDangerousImport(name: string): boolean {
	return importRisk(name) === 'dangerous';
}

/** Parts of the longest of `paths`. */
const mostParts = 6;

function leadsTo(parts: readonly string[]): boolean {
	return parts.some((_, from) => {
		for (let count = 2; count <= mostParts && from + count <= parts.length; count++) {
			if (paths.has(parts.slice(from, from + count).join('.'))) return true;
		}
		return false;
	});
}

function isDunder(part: string): boolean {
	return part.startsWith('__') && part.endsWith('__') && part.length > 4;
}
