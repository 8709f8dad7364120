namespace Imaginator.Host.Dependencies;

/// <summary>
/// The source stream of a stream. The source is null if it is not known; the error then says why, for people, with secrets.
/// </summary>
internal sealed record SourceResult(string StreamName, string? Source, string Error = "");
