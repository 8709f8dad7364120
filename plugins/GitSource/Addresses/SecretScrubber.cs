using System.Text;

namespace Imaginator.Plugins.GitSource.Addresses;

/// <summary>Removes secrets from messages of libgit2, ssh and servers.</summary>
internal sealed class SecretScrubber
{
    private readonly (string Secret, string Replacement)[] _replacements;

    public SecretScrubber(string url, GitAddress address) =>
        // The longest secrets come first: a short secret can be a part of a long one.
        _replacements = [.. address.Secrets
            .Select(secret => (Secret: secret, Replacement: "***"))
            .Append((Secret: url, Replacement: address.DisplayUrl))

            // The text that basic authentication sends, which a server can repeat.
            .Concat(new[] { address.Password, address.WrittenPassword }.Select(password => (
                Secret: Convert.ToBase64String(Encoding.UTF8.GetBytes($"{address.User}:{password}")), Replacement: "***")))
            .OrderByDescending(entry => entry.Secret.Length)];

    /// <summary>Replaces the expanded URL by the display URL, and all secrets by <c>***</c>.</summary>
    public string Scrub(string message) =>
        _replacements.Aggregate(message, (text, entry) => text.Replace(entry.Secret, entry.Replacement, StringComparison.Ordinal));
}
