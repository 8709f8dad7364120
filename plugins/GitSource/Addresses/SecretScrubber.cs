namespace Imaginator.Plugins.GitSource.Addresses;

/// <summary>Takes what nobody may see out of messages that others wrote: libgit2's, ssh's, a server's.</summary>
internal sealed class SecretScrubber
{
    private readonly (string Secret, string Replacement)[] _replacements;

    /// <summary>Prepares the scrubbing of messages about a fetch.</summary>
    /// <param name="url">The expanded URL.</param>
    /// <param name="address">The same, taken apart.</param>
    public SecretScrubber(string url, GitAddress address) =>
        // The longest first: a short secret may be a part of a long one.
        _replacements = [.. address.Secrets
            .Select(secret => (Secret: secret, Replacement: "***"))
            .Append((Secret: url, Replacement: address.DisplayUrl))
            .OrderByDescending(entry => entry.Secret.Length)];

    /// <summary>Makes a message fit to be shown.</summary>
    /// <param name="message">Any text.</param>
    /// <returns>The text without the expanded URL and the password, in whatever form it is written.</returns>
    public string Scrub(string message) =>
        _replacements.Aggregate(message, (text, entry) => text.Replace(entry.Secret, entry.Replacement, StringComparison.Ordinal));
}
