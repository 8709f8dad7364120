using System.Text;
using Imaginator.Files;
using Imaginator.Linux.Processes;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Hosting.Programs;

/// <summary>
/// Tells users and scripts why a program failed, once: as text on standard error, or with <c>-json</c> as a JSON document on standard output.
/// </summary>
internal sealed class ProgramErrors(string program, bool usesJson)
{
    /// <summary>The codes of errors in JSON.</summary>
    public const string Usage = "usage";

    /// <inheritdoc cref="Usage"/>
    public const string Failed = "failed";

    /// <inheritdoc cref="Usage"/>
    public const string Interrupted = "interrupted";

    /// <inheritdoc cref="Usage"/>
    public const string Internal = "internal";

    /// <summary>Whether errors are JSON.</summary>
    public bool UsesJson { get; set; } = usesJson;

    /// <summary>Reports an error and returns the exit status.</summary>
    /// <param name="code">The kind of the error, for scripts.</param>
    /// <param name="message">The error itself.</param>
    /// <param name="advice">Lines for people after the message; empty for none.</param>
    public async Task<int> ReportAsync(string code, string message, int exitStatus, string advice = "")
    {
        if (UsesJson)
        {
            await WriteJsonAsync(CommandJson.Serialize(new { Error = new { Code = code, Message = message, ExitStatus = exitStatus } }));
        }
        else
        {
            // The message of a usage error names the command itself.
            await TellAsync((code == Usage ? message : $"{program}: {message}") + (advice.Length > 0 ? $"\n{advice}" : ""));
        }

        return exitStatus;
    }

    /// <summary>Writes a message to standard error.</summary>
    public static async Task TellAsync(string message)
    {
        if (!InheritedDescriptors.IsOpen(InheritedDescriptors.Error))
        {
            return;
        }

        try
        {
            // Errors quote names and output of others, which must not control the terminal.
            await Console.Error.WriteLineAsync(
                Console.IsErrorRedirected ? message : string.Join('\n', message.Split('\n').Select(FileName.ToDisplay)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TellWithoutConsole(message);
        }
    }

    private static async Task WriteJsonAsync(string json)
    {
        try
        {
            await Console.Out.WriteLineAsync(json);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await TellAsync(json);
        }
    }

    /// <summary>The console duplicates the descriptor of standard error, which fails when all descriptors are in use.</summary>
    private static void TellWithoutConsole(string message)
    {
        try
        {
            using var handle = new SafeFileHandle(InheritedDescriptors.Error, ownsHandle: false);
            using var error = new FileStream(handle, FileAccess.Write, bufferSize: 0);
            error.Write(Encoding.UTF8.GetBytes(message + "\n"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Standard error is a file on a full disk: only the exit status remains.
            return;
        }
    }
}
