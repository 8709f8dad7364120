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

    /// <summary>Creates the factory.</summary>
    /// <param name="programPath">The path of the sandbox program; see <see cref="DefaultProgramPath"/>.</param>
    /// <param name="measurements">The counters of commands; null for none.</param>
    public SandboxFactory(string programPath, TimeProvider timeProvider, BuildMeasurements? measurements = null)
    {
        _measurements = measurements;
        _programPath = programPath;
        _timeProvider = timeProvider;
        _groups = ControlGroupManager.Open(timeProvider);
    }

    /// <summary>The sandbox program next to this program.</summary>
    public static string DefaultProgramPath => Path.Combine(AppContext.BaseDirectory, "imaginator-sandbox");

    /// <summary>The limits that this machine does not support, for the log at the start; usually empty.</summary>
    public IReadOnlyList<string> Warnings => _groups.Warnings;

    /// <summary>Starts a sandbox.</summary>
    /// <param name="cancellationToken">Cancels the start; nothing is left then.</param>
    /// <returns>The sandbox, ready for commands. The caller disposes it.</returns>
    /// <exception cref="SandboxException">The program is missing, or the kernel refuses something.</exception>
    internal async Task<ISandbox> StartAsync(SandboxSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        cancellationToken.ThrowIfCancellationRequested();
        var group = CreateGroup(settings.Limits);
        try
        {
            var sandbox = new Sandbox(SandboxProcess.Start(_programPath, _timeProvider), settings, group, _timeProvider, _measurements);
            try
            {
                await sandbox.PrepareAsync(DenyPorts(settings, group), cancellationToken);
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

    /// <summary>Denies connections to the ports. Returns the reason if that is impossible, otherwise null.</summary>
    private static string? DenyPorts(SandboxSettings settings, ControlGroup group)
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

            return "Commands can connect to the daemon's ports, because no control group (version 2) can be created";
        }
        catch (LinuxException e)
        {
            return $"Commands can connect to the daemon's ports: {e.Message}";
        }
    }
}
