namespace Imaginator.Host.Schedule;

/// <summary>
/// The result of extending the newest image of a stream: the image, or null and the error that prevented the extension.
/// </summary>
internal sealed record ExpirationExtension(string? ImageName, string Error = "");
