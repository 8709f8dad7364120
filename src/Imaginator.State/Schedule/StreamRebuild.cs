namespace Imaginator.State.Schedule;

/// <summary>The rebuild of one stream for operators. Immutable.</summary>
/// <param name="StreamName">The stream.</param>
/// <param name="State">The state of the rebuild.</param>
/// <param name="ImageName">The new or the extended image; empty for none.</param>
/// <param name="Error">The reason why there is no new image, with masked secrets; empty if there is one or the rebuild is pending.</param>
public sealed record StreamRebuild(string StreamName, StreamRebuildState State, string ImageName = "", string Error = "");
