namespace Imaginator.State.Inputs;

/// <summary>What the newest image of a stream was built from. Immutable.</summary>
/// <param name="Image">The name of the image.</param>
/// <param name="Digest">The digest of all inputs.</param>
/// <param name="BuiltAt">The time of the build's end.</param>
public sealed record StreamInputs(string Image, string Digest, DateTimeOffset BuiltAt);
