using Imaginator.Host.History.Records;
using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Web.Console.Builds;

/// <summary>Texts about builds.</summary>
internal static class BuildTexts
{
    public static string Of(BuildReason reason) => reason switch
    {
        BuildReason.Request => "requested",
        BuildReason.AutoRebuild => "automatic rebuild",
        BuildReason.SourceImage => "another build needs the image as source image",
        BuildReason.Retry => "retry of an interrupted build",
        _ => reason.ToString(),
    };

    /// <summary>The stage in which a build failed; null for none.</summary>
    public static string? FailedStageOf(BuildRecord build) => build.Result == RecordedResult.Failed
        ? build.Stages.LastOrDefault(stage => stage.Elapsed is null)?.Name
        : null;
}
