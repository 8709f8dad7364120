using Imaginator.Operations.Tests.Packaging;
using Imaginator.SystemTests.Site;

[assembly: AssemblyFixture(typeof(CleanRoot))]

namespace Imaginator.Operations.Tests.Packaging;

/// <summary>
/// Our Debian package, and a minimal Debian (built by our own tool) that machines of their own start from. Made when the first
/// test asks, for all of them.
/// </summary>
public sealed class CleanRoot : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("imaginator-clean-").FullName;
    private readonly Lazy<Task<(string Root, string Package)>> _made;

    /// <summary>Creates the fixture.</summary>
    public CleanRoot() => _made = new(MakeAsync);

    /// <summary>The Debian package.</summary>
    public async Task<string> PackageAsync() => (await _made.Value).Package;

    /// <summary>Runs a shell script in a machine of its own, in which the package is /package.deb.</summary>
    /// <param name="script">The script; it should begin with <c>set -e</c>.</param>
    /// <param name="systemd">Whether systemd is the first process, and the script one of its services.</param>
    /// <returns>What it printed. With systemd, the script prints its own success: there is no exit status.</returns>
    internal async Task<string> RunAsync(string script, bool systemd = false)
    {
        var (root, package) = await _made.Value;
        var path = Path.Combine(_directory, Guid.NewGuid().ToString("N"));
        await File.WriteAllTextAsync(path, script, TestContext.Current.CancellationToken);
        var result = await RunningProgram.RunAsync(
            Script("machine.sh"), systemd ? [root, package, path, "--systemd"] : [root, package, path]);
        Assert.True(systemd || result.ExitCode == 0, $"exit status {result.ExitCode}:\n{result.Output}\n{result.Error}");
        return result.Output;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        using var remove = System.Diagnostics.Process.Start("rm", ["-rf", "--one-file-system", _directory]);
        remove.WaitForExit();
    }

    private static string Script(string name) =>
        Repository.PathOf("tests", "Imaginator.Operations.Tests", "Packaging", name);

    private async Task<(string Root, string Package)> MakeAsync()
    {
        var package = (await RunningProgram.RunAsync(Repository.PathOf("packaging", "build-deb.sh"), [])).ShouldSucceed().Result;
        var root = Path.Combine(_directory, "root");
        (await RunningProgram.RunAsync(Script("clean-root.sh"), [root])).ShouldSucceed();
        return (root, package);
    }
}
