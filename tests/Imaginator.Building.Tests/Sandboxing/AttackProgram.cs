using System.Diagnostics;

namespace Imaginator.Building.Tests.Sandboxing;

/// <summary>The program <c>attack.c</c>, compiled once per test run; shells cannot make raw system calls.</summary>
public sealed class AttackProgram : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("imaginator-attack-");

    public AttackProgram()
    {
        using var compiler = Process.Start(
            new ProcessStartInfo("gcc", ["-static", "-O1", "-o", Path, Source()]) { RedirectStandardError = true })!;
        var errors = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        Assert.True(compiler.ExitCode == 0, $"attack.c does not compile (packages gcc, libc6-dev): {errors}");
    }

    /// <summary>Where it is.</summary>
    public string Path => System.IO.Path.Combine(_directory.FullName, "attack");

    public void Dispose() => _directory.Delete(recursive: true);

    private static string Source() => Repository.ExistingPathOf("tests", "Imaginator.Building.Tests", "Sandboxing", "attack.c");
}
