namespace Imaginator.Host.Schedule;

/// <summary>What came of extending the life of a stream's newest image.</summary>
/// <param name="ImageName">The image, which lives long enough now; null for none.</param>
/// <param name="Error">Why there is none; empty where there is.</param>
internal sealed record ExpirationExtension(string? ImageName, string Error = "");
