namespace Imaginator.Hosting.Configuration.Fetching;

/// <summary>Fetched configuration. Reading JSON from the bytes replaces comment lines in them. The version is null for files, and if the server reports none.</summary>
public sealed record ConfigurationText(byte[] Bytes, ContentVersion? Version = null);
