namespace Imaginator.Building.Builds;

/// <summary>
/// Is told what a build does while it does it. Calls come from several threads, for the build that was asked for as
/// well as for builds of source images; they must return quickly and not throw.
/// </summary>
public interface IBuildObserver
{
    /// <summary>A stage starts.</summary>
    /// <param name="streamName">The stream being built.</param>
    /// <param name="stage">The stage.</param>
    void StageStarted(string streamName, BuildStage stage);

    /// <summary>A stage is over, successfully.</summary>
    /// <param name="streamName">The stream being built.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="elapsed">The time it took.</param>
    /// <param name="detail">What it did, in a few words: sizes, counts; null where there is nothing to say.</param>
    void StageFinished(string streamName, BuildStage stage, TimeSpan elapsed, string? detail);

    /// <summary>The build printed something; secrets are masked.</summary>
    /// <param name="streamName">The stream being built.</param>
    /// <param name="output">The bytes, valid during the call.</param>
    void Output(string streamName, ReadOnlySpan<byte> output);
}
