using Imaginator.Building.Leftovers;
using Imaginator.Building.Measurements;
using Imaginator.Building.Sandboxing.ControlGroups;
using Imaginator.Linux;
using Imaginator.Linux.Containment;

namespace Imaginator.Building.Sandboxing;

/// <summary>
/// Starts sandboxes. The constructor finds the control groups of this machine, and removes those that a
/// killed daemon left. Thread-safe.
/// </summary>
public sealed class SandboxFactory
{
    private readonly string _programPath;
    private readonly TimeProvider _timeProvider;
    private readonly ControlGroupManager _groups;
    private readonly BuildMeasurements? _measurements;
    private readonly bool _requiresContainment;

    /// <summary>Creates the factory.</summary>
    /// <param name="programPath">The path of the sandbox program; see <see cref="DefaultProgramPath"/>.</param>
    /// <param name="measurements">The counters of commands; null for none.</param>
    /// <param name="leftovers">Records what a killed process would leave; null for no records.</param>
    /// <param name="requiresContainment">Whether sandboxes do not start if this machine lacks a protection.</param>
    public SandboxFactory(
        string programPath, TimeProvider timeProvider, BuildMeasurements? measurements = null, LeftoverRecords? leftovers = null,
        bool requiresContainment = false)
    {
        _requiresContainment = requiresContainment;
        _measurements = measurements;
        _programPath = programPath;
        _timeProvider = timeProvider;
        _groups = ControlGroupManager.Open(timeProvider, leftovers);
    }

    /// <summary>The sandbox program next to this program.</summary>
    public static string DefaultProgramPath => Path.Combine(AppContext.BaseDirectory, "imaginator-sandbox");

    /// <summary>The protections of all sandboxes that this machine does not have; usually empty.</summary>
    internal IReadOnlyList<ContainmentGap> Gaps => _groups.Gaps;

    /// <summary>Starts a sandbox.</summary>
    /// <param name="cancellationToken">Cancels the start; nothing is left then.</param>
    /// <returns>The sandbox, ready for commands. The caller disposes it.</returns>
    /// <exception cref="SandboxException">The program is missing, or the kernel refuses something.</exception>
    internal async Task<ISandbox> StartAsync(SandboxSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        cancellationToken.ThrowIfCancellationRequested();
        Require(settings, Gaps);
        var group = CreateGroup(settings.Limits);
        try
        {
            var sandbox = new Sandbox(SandboxProcess.Start(_programPath, _timeProvider), settings, group, _timeProvider, _measurements);
            try
            {
                await sandbox.PrepareAsync(DenyPorts(settings, group), cancellationToken);
                Require(settings, sandbox.Gaps);
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

    private void Require(SandboxSettings settings, IReadOnlyList<ContainmentGap> gaps)
    {
        if (_requiresContainment && settings.Contained && gaps.Count > 0)
        {
            throw ContainmentGap.Refuse(gaps);
        }
    }

    private ControlGroup CreateGroup(SandboxLimits limits)
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

    /// <summary>Denies connections to the ports. Returns the gap if that is impossible, otherwise null.</summary>
    private static ContainmentGap? DenyPorts(SandboxSettings settings, ControlGroup group)
    {
        if (settings.DeniedPorts.IsEmpty || settings.Network == SandboxNetwork.None || !settings.Contained)
        {
            return null;
        }

        try
        {
            if (group.UnifiedDirectory is { } directory)
            {
                ConnectFilter.Deny(directory, settings.DeniedPorts);
                return null;
            }

            return new ContainmentGap(
                Protection.DaemonPorts,
                "commands can connect to the daemon's ports, because no control group (version 2) can be created");
        }
        catch (LinuxException e)
        {
            return new ContainmentGap(Protection.DaemonPorts, $"commands can connect to the daemon's ports: {e.Message}");
        }
    }
}
