using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Commands;

/// <summary>Flags of the configuration check.</summary>
internal static class CheckFlags
{
    public static Flag<bool> CheckConfiguration { get; } = new(
        "checkConfiguration", FlagTypes.Boolean, false,
        "Check the configuration, print all faults with their locations and exit. The exit status is 1 if there are errors.")
    { Group = "Configuration" };
}
