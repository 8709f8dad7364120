using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Addresses;
using Imaginator.Plugins.GitSource.Settings;
using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Channels.Ssh;

/// <summary>Runs <c>git-upload-pack</c> on the server through this machine's ssh program.</summary>
/// <param name="address">The repository.</param>
/// <param name="settings">The key to log in with, and the host keys to trust.</param>
/// <param name="cancellationToken">Ends ssh.</param>
internal sealed class SshChannelSource(GitAddress address, GitSourceSettings settings, CancellationToken cancellationToken)
    : IChannelSource
{
    /// <inheritdoc/>
    public IChannel Open(GitSmartSubtransportAction action)
    {
        var start = new ProcessStartInfo("ssh")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };

        // Its messages are looked at: no translations.
        start.Environment["LC_ALL"] = "C";
        foreach (var argument in Arguments())
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            var process = Process.Start(start)
                ?? throw new InvalidOperationException("The runtime started no process for ssh.");
            return new SshChannel(process, new SshFailure(address, settings), cancellationToken);
        }
        catch (Win32Exception exception)
        {
            throw new ManifestFetchException(ManifestFetchError.Unreachable,
                $"{address} cannot be fetched: the program ssh cannot be started ({exception.Message}); install the package "
                + "openssh-client.", exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Every channel owns its process.
    }

    private IEnumerable<string> Arguments()
    {
        yield return "-T";
        yield return "-x";
        yield return "-a";
        if (settings.SshConfigFile is { } configuration)
        {
            yield return "-F";
            yield return configuration;
        }

        foreach (var option in Options())
        {
            yield return "-o";
            yield return option;
        }

        if (address.Port != 0)
        {
            yield return "-p";
            yield return address.Port.ToString(CultureInfo.InvariantCulture);
        }

        if (address.User is not null)
        {
            yield return "-l";
            yield return address.User;
        }

        yield return "--";
        yield return address.Host.Trim('[', ']');

        // The server gives this line to the user's shell there.
        yield return $"git-upload-pack '{address.Path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }

    private IEnumerable<string> Options()
    {
        yield return "BatchMode=yes";
        yield return "StrictHostKeyChecking=yes";
        yield return "ClearAllForwardings=yes";
        yield return "ControlMaster=no";
        yield return "ControlPath=none";
        yield return "PermitLocalCommand=no";
        if (settings.SshIdentityFile is { } identity)
        {
            yield return "IdentitiesOnly=yes";
            yield return $"IdentityFile={identity}";
        }

        if (settings.SshKnownHostsFile is { } knownHosts)
        {
            yield return $"UserKnownHostsFile={knownHosts}";
            yield return "GlobalKnownHostsFile=/dev/null";
        }
    }
}
