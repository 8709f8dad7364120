namespace Imaginator.Hosting.Configuration;

/// <summary>A text of configuration as it was fetched.</summary>
/// <param name="Bytes">Its bytes; they belong to whoever fetched it, and reading JSON from them blanks comment lines.</param>
/// <param name="Version">What the server calls this version; null where it does not say, and for files.</param>
public sealed record ConfigurationText(byte[] Bytes, ContentVersion? Version = null);
