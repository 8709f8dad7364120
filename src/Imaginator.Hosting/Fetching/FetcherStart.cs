using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Imaginator.Manifests;

namespace Imaginator.Hosting.Fetching;

/// <summary>Starts the process of a fetcher with its limits.</summary>
/// <remarks>
/// The limits must exist before the process has its first thread: the kernel changes capabilities and no_new_privs of single
/// threads, and the runtime has several from the start. The programs of util-linux set them and replace themselves.
/// </remarks>
internal static class FetcherStart
{
    private const string NewSession = "/usr/bin/setsid";
    private const string SetPrivileges = "/usr/bin/setpriv";
    private const string SetLimits = "/usr/bin/prlimit";

    /// <summary>More than the deepest manifest requires, and few enough that nothing else suffers.</summary>
    private const int MaximumOpenFiles = 1024;

    private static readonly string[] VariablesOfUnprivileged =
        ["PATH", "LANG", "LC_ALL", "TZ", "http_proxy", "https_proxy", "no_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY",
            "NO_PROXY", "ALL_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "DOTNET_ROOT"];

    // Those of the service manager concern the daemon alone.
    private static readonly string[] VariablesOfService =
        ["NOTIFY_SOCKET", "WATCHDOG_PID", "WATCHDOG_USEC", "LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"];

    /// <summary>Starts the process.</summary>
    /// <exception cref="ManifestFetchException">It cannot be started.</exception>
    public static Process Run(FetcherOptions options, FetchIsolation isolation)
    {
        var start = new ProcessStartInfo(NewSession)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        foreach (var argument in Arguments(options, isolation))
        {
            start.ArgumentList.Add(argument);
        }

        SetEnvironment(start.Environment, options, isolation);
        try
        {
            return File.Exists(options.ProgramPath)
                ? Process.Start(start) ?? throw new InvalidOperationException("the runtime returned no process")
                : throw new ManifestFetchException(
                    ManifestFetchError.Interrupted,
                    $"cannot start the process that fetches manifests: the program \"{options.ProgramPath}\" does not exist; install "
                    + "Imaginator again");
        }
        catch (Win32Exception e)
        {
            throw new ManifestFetchException(
                ManifestFetchError.Interrupted,
                $"cannot start the process that fetches manifests: {e.Clause()}; install the package util-linux, which contains "
                + $"{NewSession}, {SetPrivileges} and {SetLimits}",
                e);
        }
    }

    private static IEnumerable<string> Arguments(FetcherOptions options, FetchIsolation isolation)
    {
        // 1. A separate session and process group: a signal to the group also ends the programs that a plugin starts.
        yield return SetPrivileges;

        // 2. The user and the capabilities.
        yield return "--no-new-privs";
        if (Environment.IsPrivilegedProcess)
        {
            foreach (var argument in Privileges(isolation))
            {
                yield return argument;
            }
        }

        // 3. The limits. The data of a process is all of its memory that does not come from files.
        yield return SetLimits;
        yield return string.Create(CultureInfo.InvariantCulture, $"--data={options.MemoryBytes}");
        yield return string.Create(CultureInfo.InvariantCulture, $"--nofile={MaximumOpenFiles}");
        yield return "--core=0";

        // 4. The program.
        yield return options.ProgramPath;
        yield return FetcherConnection.Argument;
    }

    private static ImmutableArray<string> Privileges(FetchIsolation isolation)
    {
        if (isolation != FetchIsolation.UnprivilegedProcess)
        {
            // Keys of ssh and local repositories can belong to any user.
            return ["--inh-caps=-all", "--bounding-set=-all,+dac_read_search"];
        }

        var id = FetcherUser.Id.ToString(CultureInfo.InvariantCulture);
        return ["--inh-caps=-all", "--bounding-set=-all", $"--reuid={id}", $"--regid={id}", "--clear-groups"];
    }

    private static void SetEnvironment(
        IDictionary<string, string?> environment, FetcherOptions options, FetchIsolation isolation)
    {
        if (isolation == FetchIsolation.UnprivilegedProcess)
        {
            foreach (var name in environment.Keys.Except(VariablesOfUnprivileged, StringComparer.Ordinal).ToArray())
            {
                environment.Remove(name);
            }
        }

        foreach (var name in VariablesOfService)
        {
            environment.Remove(name);
        }

        // The runtime reserves memory by these values. The other half is for native code, which holds the contents of git objects.
        environment["DOTNET_GCHeapHardLimit"] = (options.MemoryBytes / 2).ToString("x", CultureInfo.InvariantCulture);
        environment["DOTNET_DefaultStackSize"] = "40000";
        environment["DOTNET_EnableDiagnostics"] = "0";
    }
}
