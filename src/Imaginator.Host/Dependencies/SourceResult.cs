namespace Imaginator.Host.Dependencies;

/// <summary>Which stream another builds on, or why that is not known.</summary>
/// <param name="StreamName">The stream.</param>
/// <param name="Source">The stream that it builds on; null if it is not known.</param>
/// <param name="Error">Why it is not known, for people, secrets not masked; empty if it is.</param>
internal sealed record SourceResult(string StreamName, string? Source, string Error = "");
