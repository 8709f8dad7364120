namespace Imaginator.Host.Schedule;

/// <summary>How the rebuild of a stream stands, for operators.</summary>
/// <param name="StreamName">The stream.</param>
/// <param name="State">How far it is.</param>
/// <param name="ImageName">The new image, or the one that lives on; empty for none.</param>
/// <param name="Error">Why there is no new image, secrets masked; empty where there is, or may still be.</param>
internal sealed record StreamRebuild(string StreamName, StreamRebuildState State, string ImageName = "", string Error = "");
