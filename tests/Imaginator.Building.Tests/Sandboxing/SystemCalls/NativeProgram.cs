using System.Diagnostics;

namespace Imaginator.Building.Tests.Sandboxing.SystemCalls;

/// <summary>Compiles a C program of this folder; shells cannot make raw system calls.</summary>
internal static class NativeProgram
{
    /// <summary>Compiles a program.</summary>
    /// <param name="name">The name of the source file in this folder.</param>
    /// <param name="target">The path of the program.</param>
    /// <param name="options">Options of the compiler.</param>
    public static void Compile(string name, string target, params string[] options)
    {
        var source = RepositoryFiles.ExistingPathOf("tests", "Imaginator.Building.Tests", "Sandboxing", "SystemCalls", name);
        using var compiler = Process.Start(
            new ProcessStartInfo("gcc", [.. options, "-static", "-O1", "-o", target, source]) { RedirectStandardError = true })!;
        var errors = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        Assert.True(compiler.ExitCode == 0, $"{name} does not compile (packages gcc, libc6-dev): {errors}");
    }
}
