using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Progress;

namespace Imaginator.BuilderTool.Output;

/// <summary>Flags that say what is printed and how.</summary>
internal static class OutputFlags
{
    private const string Group = "Output";

    /// <summary>For programs instead of people.</summary>
    public static Flag<bool> Json { get; } = new(
        "json", FlagTypes.Boolean, false, "Print JSON.") { Group = Group };

    /// <summary>Whether to show the build log while it grows.</summary>
    public static Flag<bool> AlwaysShowBuildLog { get; } = new(
        "alwaysShowBuildLog", FlagTypes.Boolean, false,
        "Show the build log while the build runs, on standard error; otherwise it is shown only if the build fails.")
    { Group = Group };

    /// <summary>Where to write the image instead of publishing it.</summary>
    public static Flag<string> ImageFilename { get; } = new(
        "imageFilename", FlagTypes.Text, "",
        "Write the image to this file, as a gob stream, instead of giving it a name; its objects are stored all the same.")
    { Group = Group };

    /// <summary>What the flags say of the build log.</summary>
    /// <param name="flags">The flags.</param>
    /// <returns>When it is shown.</returns>
    public static LogDisplay LogDisplay(FlagValues flags) =>
        flags.Get(AlwaysShowBuildLog) ? Hosting.Progress.LogDisplay.Always : Hosting.Progress.LogDisplay.OnFailure;
}
