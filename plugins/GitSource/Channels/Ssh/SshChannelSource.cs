using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Addresses;
using Imaginator.Plugins.GitSource.Settings;
using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Channels.Ssh;

/// <summary>Runs <c>git-upload-pack</c> on the server with the ssh program of this machine.</summary>
internal sealed class SshChannelSource(GitAddress address, GitSourceSettings settings, CancellationToken cancellationToken)
    : IChannelSource
{
    public IChannel Open(GitSmartSubtransportAction action)
    {
        var start = new ProcessStartInfo("ssh")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };

        // SshFailure interprets the messages: they must not be translated.
        start.Environment["LC_ALL"] = "C";
        foreach (var argument in Arguments())
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            var process = Process.Start(start)
                ?? throw new InvalidOperationException("cannot start ssh: the runtime returned no process");
            return new SshChannel(process, new SshFailure(address, settings), cancellationToken);
        }
        catch (Win32Exception exception)
        {
            throw new ManifestFetchException(ManifestFetchError.Unreachable,
                $"cannot fetch {address}: cannot start the program ssh ({exception.Message.TrimEnd('.')}); install the package "
                + "openssh-client", exception);
        }
    }

    public void Dispose()
    {
        // Each channel owns its process.
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

        // The server passes this line to the shell of the user.
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
