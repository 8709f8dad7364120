using Imaginator.Files;

namespace Imaginator.Building.Builds;

/// <summary>A build failed. The message is one line that names the stream, the stage, the command or file, and the cause.</summary>
public sealed class BuildFailedException : ImaginatorException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="streamName">The stream.</param>
    /// <param name="stage">The stage that failed; null if the build failed before its first stage.</param>
    /// <param name="cause">The failed operation and its cause.</param>
    /// <param name="innerException">The exception that caused the failure; null for none.</param>
    public BuildFailedException(string streamName, BuildStage? stage, string cause, Exception? innerException = null)
        : base(Describe(streamName, stage, cause), innerException!)
    {
        StreamName = streamName;
        Stage = stage;
    }

    /// <summary>The stream.</summary>
    public string StreamName { get; }

    /// <summary>The stage that failed; null if the build failed before its first stage.</summary>
    public BuildStage? Stage { get; }

    private static string Describe(string streamName, BuildStage? stage, string cause)
    {
        // One line: the last line of a log must say everything. Quoted parts of a manifest must not control a terminal.
        var line = FileName.ToDisplay(cause.ReplaceLineEndings(" "));
        return stage is { } known ? $"{streamName}: {known.ToDisplay()}: {line}" : $"{streamName}: {line}";
    }
}
