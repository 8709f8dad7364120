using System.Diagnostics;

namespace Imaginator.Building.Tests.Packaging;

/// <summary>A script in a temporary file that shells run for tests.</summary>
internal sealed class ShellScript : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public ShellScript(byte[] script) => File.WriteAllBytes(_path, script);

    /// <summary>The shells that images have: Debian's, and busybox.</summary>
    public static TheoryData<string> Shells { get; } = ["dash", "busybox"];

    public (int ExitCode, byte[] Output, string Error) Run(string shell, IEnumerable<string> arguments, string input = "") =>
        Start(shell, [.. shell == "busybox" ? (string[])["sh"] : [], _path, .. arguments], input);

    /// <summary>Whether a shell can parse the script.</summary>
    public (int ExitCode, byte[] Output, string Error) Parse(string shell) =>
        Start(shell, [.. shell == "busybox" ? (string[])["sh"] : [], "-n", _path], "");

    public (int ExitCode, byte[] Output, string Error) Check() => Start("shellcheck", ["--color=never", _path], "");

    public void Dispose() => File.Delete(_path);

    private static (int ExitCode, byte[] Output, string Error) Start(string program, string[] arguments, string input)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LC_ALL"] = "C.UTF-8" },
        })!;
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The script ended without reading it; how, is the test's business.
            process.StandardInput.BaseStream.Dispose();
        }

        var error = process.StandardError.ReadToEndAsync();
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        return (process.ExitCode, output.ToArray(), error.Result);
    }
}
