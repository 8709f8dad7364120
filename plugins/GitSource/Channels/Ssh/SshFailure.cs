using System.Net.Sockets;
using System.Text.RegularExpressions;
using Imaginator.Files;
using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Addresses;
using Imaginator.Plugins.GitSource.Settings;

namespace Imaginator.Plugins.GitSource.Channels.Ssh;

/// <summary>Creates exceptions for failures of ssh from its messages, with causes and remedies.</summary>
internal sealed partial class SshFailure(GitAddress address, GitSourceSettings settings)
{
    private const int MaximumCauseLength = 500;

    // The messages of ssh if a server has too many connections or restarts.
    private static readonly string[] LostConnections = ["Connection reset by", "Connection closed by", "Broken pipe"];

    /// <summary>Creates the exception from the standard error of ssh and the program on the server.</summary>
    public ManifestFetchException Explain(string messages)
    {
        if (messages.Contains("REMOTE HOST IDENTIFICATION HAS CHANGED", StringComparison.Ordinal))
        {
            return Denied($"the host key of {Location} differs from the known host key, which can be an attack; if the host was "
                + $"reinstalled, remove the old key with ssh-keygen -R '{KnownHostsName}' -f {KnownHostsFile} and {HowToAddKey}");
        }

        if (messages.Contains("Host key verification failed", StringComparison.Ordinal))
        {
            return Denied($"the host key of {Location} is not known; {HowToAddKey}");
        }

        if (messages.Contains("Permission denied", StringComparison.Ordinal))
        {
            if (FindKeyFault(messages) is { } fault)
            {
                return Denied($"ssh cannot use {fault}");
            }

            var key = settings.SshIdentityFile is { } file ? $"the key {file}" : "any key of this machine";
            return Denied($"{Location} does not accept {key} for the user {address.User ?? "that ssh chose"}: {Cause(messages)}; "
                + "authorize the public key on the server, or set sshIdentityFile in the settings of plugin GitSource to "
                + "another key");
        }

        return new ManifestFetchException(
            ManifestFetchError.Unreachable,
            $"cannot fetch {address} over ssh: {Cause(messages)}",
            LostConnections.Any(text => messages.Contains(text, StringComparison.Ordinal))
                ? new SocketException((int)SocketError.ConnectionReset)
                : null);
    }

    // The key is at fault before the server decides: ssh offers only keys that it can use.
    private string? FindKeyFault(string messages)
    {
        // The server can write messages, too: nothing in a path that becomes part of a command may mean something to a shell.
        if (OpenPermissions().Match(messages) is { Success: true } open)
        {
            var path = open.Groups[2].Value;
            return $"the key {path}: its permissions {open.Groups[1].Value} are too open; run: chmod 600 {path}";
        }

        if (settings.SshIdentityFile is { } file && SshKeyFault.Find(file) is { } fault)
        {
            return $"the key {file} (sshIdentityFile in the settings of plugin GitSource): {fault}";
        }

        return LoadFailure().Match(messages) is { Success: true } failure
            ? $"the key {FileName.ToDisplay(failure.Groups[1].Value)}: ssh cannot load it: {FileName.ToDisplay(failure.Groups[2].Value)}; "
                + "write the file of the key again, or correct the settings of ssh"
            : null;
    }

    [GeneratedRegex(@"Permissions (0\d{3}) for '([\w./~@%+,-]{1,300})' are too open", RegexOptions.CultureInvariant)]
    private static partial Regex OpenPermissions();

    [GeneratedRegex(@"^Load key ""([^""\r\n]{1,300})"": ([^\r\n]{1,100})", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex LoadFailure();

    private string Location => address.Port == 0 ? address.Host : $"{address.Host} port {address.Port}";

    private string KnownHostsName => address.Port is 0 or 22 ? Host : $"[{Host}]:{address.Port}";

    private string Host => address.Host.Trim('[', ']');

    private string KnownHostsFile => settings.SshKnownHostsFile ?? "~/.ssh/known_hosts";

    private string HowToAddKey => $"add it with: ssh-keyscan -p {(address.Port == 0 ? 22 : address.Port)} {Host} >> "
        + $"{KnownHostsFile} after you compare its fingerprint (ssh-keygen -lf) with that of the host";

    private ManifestFetchException Denied(string cause) =>
        new(ManifestFetchError.AccessDenied, $"cannot fetch {address}: {cause}");

    private static string Cause(string messages)
    {
        var lines = messages.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var text = lines.Length == 0 ? "ssh ended without a message" : string.Join("; ", lines[^Math.Min(3, lines.Length)..]);
        text = string.Concat(text.Where(letter => !char.IsControl(letter)));
        return (text.Length > MaximumCauseLength ? text[^MaximumCauseLength..] : text).TrimEnd('.');
    }
}
