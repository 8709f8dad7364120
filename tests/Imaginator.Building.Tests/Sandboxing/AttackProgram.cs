using System.Diagnostics;

namespace Imaginator.Building.Tests.Sandboxing;

/// <summary>The program <c>attack.c</c>, compiled once per test run; shells cannot make raw system calls.</summary>
public sealed class AttackProgram : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public AttackProgram()
    {
        using var compiler = Process.Start(
            new ProcessStartInfo("gcc", ["-static", "-O1", "-o", Path, Source()]) { RedirectStandardError = true })!;
        var errors = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        Assert.True(compiler.ExitCode == 0, $"attack.c does not compile (packages gcc, libc6-dev): {errors}");
    }

    /// <summary>Where it is.</summary>
    public string Path => _directory.PathOf("attack");

    public void Dispose() => _directory.Dispose();

    private static string Source() => RepositoryFiles.ExistingPathOf("tests", "Imaginator.Building.Tests", "Sandboxing", "attack.c");
}
