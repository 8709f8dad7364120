using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Observability.Service;

/// <summary>Flags for the program that starts the daemon.</summary>
internal static class ServiceFlags
{
    /// <summary>Empty for no file.</summary>
    public static Flag<string> ReadyFile { get; } = new(
        "readyFile", FlagTypes.File, "",
        "File that exists while the daemon is ready and contains its process ID, for scripts that start the daemon.")
    { Group = "Service" };
}
