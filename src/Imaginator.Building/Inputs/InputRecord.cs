namespace Imaginator.Building.Inputs;

/// <summary>The inputs of an image.</summary>
/// <param name="StreamName">The stream.</param>
/// <param name="ImageName">The image.</param>
/// <param name="Digest">The digest of all inputs.</param>
/// <param name="BuiltAt">The time of the build; an extended expiration does not change it.</param>
internal sealed record InputRecord(string StreamName, string ImageName, string Digest, DateTimeOffset BuiltAt);
