using Imaginator.Hosting.Flags;

namespace Imaginator.Host.ImageServing.Port;

/// <summary>Flags of the port that serves images.</summary>
internal static class ListenFlags
{
    /// <summary>Empty for no port.</summary>
    public static Flag<string> Listen { get; } = new(
        "imageServerListen", FlagTypes.Address, "",
        "Address on which the daemon serves the embedded image store to clients of ImageServer and ObjectServer. If it is not "
        + "given, the store is not served. Programs that run in images cannot connect to it.") { Group = "Serving images" };
}
