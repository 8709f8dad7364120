namespace Imaginator.Building.Inputs;

/// <summary>What an image was made from.</summary>
/// <param name="StreamName">The stream.</param>
/// <param name="ImageName">The image.</param>
/// <param name="Digest">The digest of all inputs.</param>
/// <param name="BuiltAt">When it was built; not changed when its life is extended.</param>
internal sealed record InputRecord(string StreamName, string ImageName, string Digest, DateTimeOffset BuiltAt);
