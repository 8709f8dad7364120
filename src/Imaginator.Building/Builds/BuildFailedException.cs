using Imaginator.Files;

namespace Imaginator.Building.Builds;

/// <summary>A build failed. The message is one line that names stream, stage, command or file, and cause.</summary>
public sealed class BuildFailedException : ImaginatorException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="streamName">The stream that was built.</param>
    /// <param name="stage">The stage that failed; null if the build failed before the first.</param>
    /// <param name="cause">What failed in it and why.</param>
    /// <param name="innerException">The cause, if it was an exception.</param>
    public BuildFailedException(string streamName, BuildStage? stage, string cause, Exception? innerException = null)
        : base(Describe(streamName, stage, cause), innerException!)
    {
        StreamName = streamName;
        Stage = stage;
    }

    /// <summary>The stream that was built.</summary>
    public string StreamName { get; }

    /// <summary>The stage that failed; null if the build failed before the first.</summary>
    public BuildStage? Stage { get; }

    private static string Describe(string streamName, BuildStage? stage, string cause)
    {
        // One line: whoever reads only the last line of a log learns everything. What it quotes of a manifest must not steer
        // the terminal of whoever reads it.
        var line = FileName.ToDisplay(cause.ReplaceLineEndings(" "));
        return stage is { } known ? $"{streamName}: {known.ToDisplay()}: {line}" : $"{streamName}: {line}";
    }
}
