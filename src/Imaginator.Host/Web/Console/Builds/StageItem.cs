using Imaginator.Host.History.Records;

namespace Imaginator.Host.Web.Console.Builds;

/// <summary>A stage in the bar of a build.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Anchor">The id of its section in the log.</param>
/// <param name="State">Its state.</param>
/// <param name="Duration">Its duration, so far if it runs.</param>
/// <param name="Start">The position of its left end in the drawing.</param>
/// <param name="Width">Its width in the drawing.</param>
internal sealed record StageItem(StageRecord Stage, string Anchor, StageItemState State, TimeSpan Duration, int Start, int Width)
{
    /// <summary>The class of the style sheet.</summary>
    public string CssClass => State switch
    {
        StageItemState.Done => "succeeded",
        StageItemState.Running => "running",
        StageItemState.Failed => "failed",
        _ => "ended",
    };

    /// <summary>The state in words, for the table.</summary>
    public string Note => State switch
    {
        StageItemState.Running => " so far",
        StageItemState.Failed => ", failed",
        StageItemState.Ended => ", not finished",
        _ => "",
    };
}
