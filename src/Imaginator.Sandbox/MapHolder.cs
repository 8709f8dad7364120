using System.Globalization;
using Imaginator.Linux.Processes;
using Imaginator.Sandbox.Channels;

namespace Imaginator.Sandbox;

/// <summary>
/// Creates the user namespace that the caller maps the ids of its mounts with (<see cref="UserNamespace.CreateForMounts"/>), which a
/// program with several threads cannot. Prints the path of the namespace, and keeps it until the end of the input.
/// </summary>
internal static class MapHolder
{
    /// <summary>The argument that selects this work.</summary>
    public const string Argument = "map";

    /// <summary>Runs until the end of the input.</summary>
    public static int Run()
    {
        using var map = UserNamespace.CreateForMounts();
        using var channel = new FrameChannel();
        using var output = Console.OpenStandardOutput();
        output.Write(System.Text.Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/fd/{map.Descriptor}\n")));
        output.Flush();
        channel.Read();
        return 0;
    }
}
