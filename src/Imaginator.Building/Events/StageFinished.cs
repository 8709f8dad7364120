using System.Globalization;
using Imaginator.Building.Builds;

namespace Imaginator.Building.Events;

/// <summary>A stage of a build succeeded. A stage that fails has no such event: the build's failure names it.</summary>
/// <param name="StreamName">The stream that is built.</param>
/// <param name="Stage">The stage.</param>
/// <param name="Elapsed">The duration of the stage.</param>
/// <param name="Detail">A short summary for display, such as sizes and counts; null if there is none. It is never parsed.</param>
public sealed record StageFinished(string StreamName, BuildStage Stage, TimeSpan Elapsed, string? Detail)
    : BuildEvent(StreamName)
{
    /// <summary>The line of the build log for this event. A display that shows the event itself can leave exactly this line out.</summary>
    public string ToLogLine() => string.Create(
        CultureInfo.InvariantCulture,
        $"-- {Stage.ToDisplay()}: {Elapsed.TotalSeconds:0.000}s{(Detail is null ? "" : ", " + Detail)}");
}
