using Imaginator.Building.Leftovers;
using Imaginator.Building.Measurements;
using Imaginator.Building.Sandboxing.ControlGroups;
using Imaginator.Building.Sandboxing.Gaps;
using Imaginator.Building.Sandboxing.Names;
using Imaginator.Building.Sandboxing.Networks;
using Imaginator.Building.Sandboxing.Users;
using Imaginator.Linux;
using Imaginator.Linux.Containment;
using Microsoft.Extensions.Logging;

namespace Imaginator.Building.Sandboxing;

/// <summary>
/// Starts sandboxes. The constructor finds the control groups of this machine, and removes those that a
/// killed daemon left. Thread-safe.
/// </summary>
public sealed class SandboxFactory
{
    private readonly TimeProvider _timeProvider;
    private readonly ControlGroupManager _groups;
    private readonly BuildMeasurements? _measurements;
    private readonly IdMap? _ids;
    private readonly bool _requiresContainment;

    /// <summary>Creates the factory.</summary>
    /// <param name="programPath">The path of the sandbox program; see <see cref="DefaultProgramPath"/>.</param>
    /// <param name="measurements">The counters of commands; null for none.</param>
    /// <param name="leftovers">Records what a killed process would leave; null for no records.</param>
    /// <param name="requiresContainment">Whether sandboxes do not start if this machine lacks a protection.</param>
    /// <param name="ids">The map of the ids of user namespaces; null for sandboxes without a user namespace.</param>
    public SandboxFactory(
        string programPath, TimeProvider timeProvider, BuildMeasurements? measurements = null, LeftoverRecords? leftovers = null,
        bool requiresContainment = false, IdMap? ids = null)
    {
        _ids = ids;
        _requiresContainment = requiresContainment;
        _measurements = measurements;
        ProgramPath = programPath;
        _timeProvider = timeProvider;
        _groups = ControlGroupManager.Open(timeProvider, leftovers);
    }

    /// <summary>The sandbox program next to this program.</summary>
    public static string DefaultProgramPath => Path.Combine(AppContext.BaseDirectory, "imaginator-sandbox");

    /// <summary>Creates the map for sandboxes with a user namespace.</summary>
    /// <param name="directory">The state directory, on whose file system trees are.</param>
    /// <returns>The map; null for sandboxes without a user namespace.</returns>
    /// <exception cref="ImaginatorException">User namespaces are required, and this machine does not support them.</exception>
    public static IdMap? CreateIdMap(UserNamespaceMode mode, string programPath, string directory, ILogger logger)
    {
        if (mode == UserNamespaceMode.Off || !Environment.IsPrivilegedProcess)
        {
            return null;
        }

        var (map, reason) = IdMap.TryCreate(programPath, directory);
        if (reason is null)
        {
            return map;
        }

        if (mode == UserNamespaceMode.Required)
        {
            throw new ImaginatorException(
                $"user namespaces cannot be used: {reason}; use another file system for -stateDir, or permit builds without them with -userNamespaces=auto");
        }

        UserNamespaceLog.NotUsed(logger, reason);
        return null;
    }

    /// <summary>The path of the sandbox program.</summary>
    internal string ProgramPath { get; }

    /// <summary>The protections of all sandboxes that this machine does not have; usually empty.</summary>
    internal IReadOnlyList<ContainmentGap> Gaps => _groups.Gaps;

    /// <summary>Starts a sandbox.</summary>
    /// <param name="cancellationToken">Cancels the start; nothing is left then.</param>
    /// <returns>The sandbox, ready for commands. The caller disposes it.</returns>
    /// <exception cref="SandboxException">The program is missing, or the kernel refuses something.</exception>
    internal Task<ISandbox> StartAsync(SandboxSettings settings, CancellationToken cancellationToken) =>
        StartAsync(settings, begun: null, cancellationToken);

    /// <summary>Starts a sandbox.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="begun">
    /// A sandbox that was begun with the same <see cref="SandboxSettings.Entry"/>, which the result owns; null to begin another one.
    /// </param>
    /// <param name="cancellationToken">Cancels the start; nothing is left then.</param>
    /// <returns>The sandbox, ready for commands. The caller disposes it.</returns>
    /// <exception cref="SandboxException">The program is missing, or the kernel refuses something.</exception>
    internal async Task<ISandbox> StartAsync(SandboxSettings settings, EmptySandbox? begun, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var empty = begun;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            Require(settings, Gaps);
            empty ??= await BeginAsync(settings.Entry);
            var sandbox = new Sandbox(empty, settings, _timeProvider, _measurements);
            await sandbox.PrepareAsync(cancellationToken);
            Require(settings, [.. Gaps, .. sandbox.Gaps]);
            return sandbox;
        }
        catch
        {
            if (empty is not null)
            {
                await empty.DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>Starts the parts of a sandbox that do not depend on the tree, without waiting until they are complete.</summary>
    /// <exception cref="SandboxException">The program is missing, or the kernel refuses something.</exception>
    internal async Task<EmptySandbox> BeginAsync(SandboxEntry entry)
    {
        var group = CreateGroup(entry.Limits);
        try
        {
            var names = SandboxNames.Serve(entry, group, _timeProvider, out var namesGaps);
            var sandbox = new EmptySandbox(await StartProgramAsync(names), entry, group, names, _timeProvider);
            try
            {
                var gaps = new List<ContainmentGap>(namesGaps);
                if (_ids is null)
                {
                    gaps.Add(new ContainmentGap(Protection.UserNamespace, "commands are root of this machine, with few capabilities"));
                }

                var filter = DenyPorts(entry, group, gaps);
                var devicesAreFiltered = FilterDevices(entry, group, gaps);
                sandbox.Enter(HasUserNamespace(entry) ? _ids : null, filter, devicesAreFiltered, gaps);
                return sandbox;
            }
            catch
            {
                await sandbox.DisposeAsync();
                throw;
            }
        }
        catch
        {
            await group.RemoveAsync();
            throw;
        }
    }

    /// <summary>Creates a control group.</summary>
    /// <exception cref="SandboxException">The kernel refuses.</exception>
    internal ControlGroup CreateGroup(SandboxLimits limits)
    {
        try
        {
            return _groups.Create(limits);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SandboxException($"cannot create the control group of a build: {e.Clause()}", e);
        }
    }

    /// <param name="names">The name server, which is disposed of if the program does not start; null for none.</param>
    private async Task<SandboxProcess> StartProgramAsync(NameServer? names)
    {
        try
        {
            return SandboxProcess.Start(ProgramPath, _timeProvider);
        }
        catch
        {
            if (names is not null)
            {
                await names.DisposeAsync();
            }

            throw;
        }
    }

    private static bool HasUserNamespace(SandboxEntry entry) => entry.Contained && entry.Root != RootKind.Host;

    private void Require(SandboxSettings settings, IReadOnlyList<ContainmentGap> gaps)
    {
        if (_requiresContainment && settings.Contained && gaps.Count > 0)
        {
            throw new SandboxException(
                $"this machine cannot contain builds: {string.Join("; ", gaps.Select(gap => gap.Reason.TrimEnd('.')))}; "
                + "correct that, or accept it with -requireContainment=false");
        }
    }

    /// <summary>
    /// Denies connections to the ports in the network of the machine; a separate network does so itself. Null if that is
    /// unnecessary or impossible.
    /// </summary>
    private static ConnectFilter? DenyPorts(SandboxEntry entry, ControlGroup group, List<ContainmentGap> gaps)
    {
        if (entry.Network.DeniedPorts.IsEmpty || entry.Network.Policy != SandboxNetwork.Host || !entry.Contained)
        {
            return null;
        }

        const string Gap = "commands can connect to the daemon's ports";
        try
        {
            if (group.UnifiedDirectory is { } directory)
            {
                return ConnectFilter.Deny(directory, entry.Network.DeniedPorts);
            }

            gaps.Add(new ContainmentGap(Protection.DaemonPorts, $"{Gap}, because no control group (version 2) can be created"));
        }
        catch (LinuxException e)
        {
            gaps.Add(new ContainmentGap(Protection.DaemonPorts, $"{Gap}: {e.Message}"));
        }

        return null;
    }

    /// <summary>Limits the devices that commands can open. In an image, the mounts do so, too.</summary>
    /// <returns>Whether a filter is in force.</returns>
    internal static bool FilterDevices(SandboxEntry entry, ControlGroup group, List<ContainmentGap> gaps)
    {
        if (!entry.Contained || entry.Root == RootKind.Host)
        {
            return false;
        }

        const string Gap = "no filter limits the devices that commands can open";
        if (group.UnifiedDirectory is not { } directory)
        {
            // With the root of this machine, commands see its devices.
            if (entry.Root != RootKind.Tree)
            {
                gaps.Add(new ContainmentGap(Protection.Devices, $"{Gap}, because no control group (version 2) can be created"));
            }

            return false;
        }

        try
        {
            DeviceFilter.Attach(directory);
            return true;
        }
        catch (LinuxException e)
        {
            gaps.Add(new ContainmentGap(Protection.Devices, $"{Gap}: {e.Message}"));
            return false;
        }
    }
}
