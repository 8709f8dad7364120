using System.Text.RegularExpressions;

namespace Imaginator.Host.Queue.Requests;

/// <summary>
/// Recognizes variables of requests whose values may be secret: by names that promise a secret, and by values that look like one.
/// A value that is not recognized can be secret nevertheless, and is not written in clear.
/// </summary>
internal static partial class VariableSecrecy
{
    /// <summary>Longer values are texts or keys, not parameters of a build.</summary>
    private const int MaximumLength = 1024;

    private static readonly string[] SecretWords = ["PASS", "SECRET", "TOKEN", "KEY", "CREDENTIAL", "AUTH"];

    /// <summary>Whether the name of a variable promises a secret.</summary>
    public static bool HasSecretName(string name) =>
        SecretWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a variable may be secret.</summary>
    public static bool MayBeSecret(string name, string value) =>
        HasSecretName(name) || value.Length > MaximumLength || SecretValue().IsMatch(value) || RandomWord().Matches(value).Any(IsMixed);

    private static bool IsMixed(Match word) =>
        word.ValueSpan.ContainsAnyInRange('a', 'z') && word.ValueSpan.ContainsAnyInRange('A', 'Z') && word.ValueSpan.ContainsAnyInRange('0', '9');

    // Keys, URLs with credentials, and tokens of forges, clouds and sign-in services.
    [GeneratedRegex(@"-----BEGIN |://[^/\s@]+@|\b(?:ghp_|gho_|ghs_|github_pat_|glpat-|xox[abprs]-|AKIA|eyJ)\w")]
    private static partial Regex SecretValue();

    [GeneratedRegex(@"[A-Za-z0-9_+/=-]{20,}")]
    private static partial Regex RandomWord();
}
