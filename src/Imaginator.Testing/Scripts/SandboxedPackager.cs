using System.Collections.Immutable;
using System.Text;
using Imaginator.Building.Packaging;
using Imaginator.Building.Sandboxing;
using Imaginator.Building.Stages.Commands;
using Imaginator.Linux.Trees;
using Imaginator.Logging;
using Imaginator.Packagers;

namespace Imaginator.Testing.Scripts;

/// <summary>Runs the script of a packager in a sandbox whose root is a real tree.</summary>
internal sealed class SandboxedPackager : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly ISandbox _sandbox;
    private readonly IBuildLog _log;
    private readonly Func<string> _readLog;

    private SandboxedPackager(ISandbox sandbox, IBuildLog log, Func<string> readLog)
    {
        _sandbox = sandbox;
        _log = log;
        _readLog = readLog;
    }

    /// <summary>Writes the script into a tree and starts the sandbox.</summary>
    /// <param name="tree">The path of the tree.</param>
    /// <param name="packager">The packager.</param>
    /// <param name="log">Receives the output of all commands.</param>
    /// <param name="readLog">Reads the output, for failures.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<SandboxedPackager> StartAsync(
        string tree, IPackager packager, IBuildLog log, Func<string> readLog, CancellationToken cancellationToken)
    {
        using (var root = TreeRoot.OpenImage(tree))
        {
            GenericPackager.Install(root, packager.TypeName, packager.Defaults);
        }

        var factory = new SandboxFactory(SandboxProgramFile.Find(), TimeProvider.System);
        var sandbox = await factory.StartAsync(new SandboxSettings { RootDirectory = tree }, cancellationToken);
        return new SandboxedPackager(sandbox, log, readLog);
    }

    /// <summary>Runs a verb, which must succeed.</summary>
    /// <returns>The standard output.</returns>
    public async Task<string> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var command = new SandboxCommand
        {
            Arguments = [GenericPackager.Path, .. arguments],
            Environment = CommandEnvironment.Basic(),
            CaptureOutput = true,
            Timeout = Limit,
        };
        var result = await _sandbox.RunAsync(command, _log, cancellationToken);
        var output = Encoding.UTF8.GetString(result.Output.Span);
        Assert.True(result.Succeeded, $"generic-packager {string.Join(' ', arguments)} {result.Describe()}\n{output}\n{_readLog()}");
        return output;
    }

    /// <summary>Lists the installed packages. Every line must be a package.</summary>
    /// <returns>The names of the packages.</returns>
    public async Task<ImmutableArray<string>> ListAsync(CancellationToken cancellationToken)
    {
        var multiplier = PackageList.ParseSizeMultiplier(Encoding.UTF8.GetBytes(await RunAsync(["show-size-multiplier"], cancellationToken)));
        var list = PackageList.Parse(Encoding.UTF8.GetBytes(await RunAsync(["list"], cancellationToken)), multiplier);
        Assert.True(
            list.MalformedLines.IsEmpty,
            $"generic-packager list: {string.Join("; ", list.MalformedLines.Select(PackageList.DescribeMalformed))}");
        return [.. list.Packages.Select(package => package.Name)];
    }

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();
}
