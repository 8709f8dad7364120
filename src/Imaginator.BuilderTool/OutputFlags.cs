using Imaginator.Hosting.Flags;

namespace Imaginator.BuilderTool;

/// <summary>Flags of commands that print something.</summary>
internal static class OutputFlags
{
    /// <summary>For programs instead of people.</summary>
    public static Flag<bool> Json { get; } = new(
        "json", FlagTypes.Boolean, false, "Print JSON.") { Group = "Output" };
}
