using Imaginator.Building.Outputs;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Progress;

namespace Imaginator.BuilderTool.Output;

/// <summary>Flags of the output.</summary>
internal static class OutputFlags
{
    private const string Group = "Output";

    public static Flag<bool> AlwaysShowBuildLog { get; } = new(
        "alwaysShowBuildLog", FlagTypes.Boolean, false,
        "Write the build log to standard error while the build runs. Without this flag, it is written if the build fails, "
        + "and only its warnings if the build succeeds.")
    { Group = Group };

    /// <summary>Empty to store the image under a name.</summary>
    public static Flag<string> ImageFilename { get; } = new(
        "imageFilename", FlagTypes.File, "",
        "Write the image to this file in gob format instead of storing it under a name. Its objects are stored in any case. A regular "
        + "file is replaced; a link or a device is refused.")
    { Group = Group };

    /// <summary>The file of <see cref="ImageFilename"/>, which can be written; empty for none.</summary>
    /// <exception cref="ImaginatorException">The file cannot be written.</exception>
    public static string CheckedImageFilename(FlagValues flags)
    {
        var file = flags.Get(ImageFilename);
        if (file.Length > 0)
        {
            OutputFile.Check(file);
        }

        return file;
    }

    public static LogDisplay LogDisplay(FlagValues flags) =>
        flags.Get(AlwaysShowBuildLog) ? Hosting.Progress.LogDisplay.Always : Hosting.Progress.LogDisplay.OnFailure;
}
