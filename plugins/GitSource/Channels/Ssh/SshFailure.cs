using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Addresses;
using Imaginator.Plugins.GitSource.Settings;

namespace Imaginator.Plugins.GitSource.Channels.Ssh;

/// <summary>Says what the last words of a failed ssh mean and what to do about it.</summary>
/// <param name="address">The repository.</param>
/// <param name="settings">Which files were used.</param>
internal sealed class SshFailure(GitAddress address, GitSourceSettings settings)
{
    private const int MaximumCauseLength = 500;

    /// <summary>Explains a failure.</summary>
    /// <param name="messages">What ssh and the server's program printed to standard error.</param>
    /// <returns>What people should read.</returns>
    public ManifestFetchException Explain(string messages)
    {
        if (messages.Contains("REMOTE HOST IDENTIFICATION HAS CHANGED", StringComparison.Ordinal))
        {
            return Denied($"the host key of {Place} is not the one that is known. Either somebody is in between, or the "
                + $"host was set up anew: then remove the old key with ssh-keygen -R '{KnownHostsName}' -f {KnownHostsFile} "
                + $"and {HowToAddKey}");
        }

        if (messages.Contains("Host key verification failed", StringComparison.Ordinal))
        {
            return Denied($"the host key of {Place} is not known; {HowToAddKey}");
        }

        if (messages.Contains("Permission denied", StringComparison.Ordinal))
        {
            var key = settings.SshIdentityFile is { } file ? $"the key {file}" : "any key of this machine";
            return Denied($"{Place} does not accept {key} for the user {address.User ?? "that ssh chose"}; let its owner add "
                + $"the public key, or set the GitSource plugin's sshIdentityFile to another one ({Cause(messages)})");
        }

        return new ManifestFetchException(ManifestFetchError.Unreachable,
            $"{address} cannot be fetched through ssh: {Cause(messages)}.");
    }

    private string Place => address.Port == 0 ? address.Host : $"{address.Host} port {address.Port}";

    private string KnownHostsName => address.Port is 0 or 22 ? Host : $"[{Host}]:{address.Port}";

    private string Host => address.Host.Trim('[', ']');

    private string KnownHostsFile => settings.SshKnownHostsFile ?? "~/.ssh/known_hosts";

    private string HowToAddKey => $"add it with: ssh-keyscan -p {(address.Port == 0 ? 22 : address.Port)} {Host} >> "
        + $"{KnownHostsFile} , after you have compared its fingerprint with that of the host (ssh-keygen -lf)";

    private ManifestFetchException Denied(string cause) =>
        new(ManifestFetchError.AccessDenied, $"{address} cannot be fetched: {cause}.");

    private static string Cause(string messages)
    {
        var lines = messages.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var text = lines.Length == 0 ? "it ended without a message" : string.Join("; ", lines[^Math.Min(3, lines.Length)..]);
        text = string.Concat(text.Where(letter => !char.IsControl(letter)));
        return (text.Length > MaximumCauseLength ? text[^MaximumCauseLength..] : text).TrimEnd('.');
    }
}
