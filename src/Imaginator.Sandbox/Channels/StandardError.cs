using System.Text;
using Imaginator.Linux;
using Imaginator.Linux.Processes;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Sandbox.Channels;

/// <summary>
/// Error messages. The console of the runtime cannot be used: it starts a thread when it is first used, which is impossible once
/// children belong to another PID namespace.
/// </summary>
internal static class StandardError
{
    private const int Descriptor = 2;

    /// <summary>Writes a line.</summary>
    public static void WriteLine(string message)
    {
        using var error = new SafeFileHandle(Descriptor, ownsHandle: false);
        try
        {
            Descriptors.Write(error, Encoding.UTF8.GetBytes($"imaginator-sandbox: {message}\n"), "standard error");
        }
        catch (LinuxException)
        {
            // Nobody reads it any longer.
        }
    }
}
