using Imaginator.Building.Sandboxing.ControlGroups;
using Imaginator.Building.Sandboxing.Gaps;
using Imaginator.Building.Sandboxing.Names;
using Imaginator.Building.Sandboxing.Networks;
using Imaginator.Building.Sandboxing.Users;
using Imaginator.Linux;
using Imaginator.Linux.Containment;
using Imaginator.Sandbox.Protocol;
using Imaginator.Sandbox.Protocol.Networks;

namespace Imaginator.Building.Sandboxing;

/// <summary>
/// A sandbox without a root and without commands: its program, its control group and its network. Disposal ends everything in it.
/// </summary>
internal sealed class EmptySandbox(
    SandboxProcess process, SandboxEntry entry, ControlGroup group, NameServer? names, TimeProvider timeProvider) : IAsyncDisposable
{
    private ConnectFilter? _filter;
    private BuildNetwork? _network;

    /// <summary>Its settings.</summary>
    public SandboxEntry Entry => entry;

    /// <summary>The program.</summary>
    public SandboxProcess Process => process;

    /// <summary>The control group of the commands.</summary>
    public ControlGroup Group => group;

    /// <summary>The known gaps in the containment.</summary>
    public IReadOnlyList<ContainmentGap> Gaps { get; private set; } = [];

    /// <summary>The answer of the program to its settings.</summary>
    public Task Entered { get; private set; } = Task.CompletedTask;

    /// <summary>Ends when the network is served; fails if <see cref="Entered"/> does, too.</summary>
    public Task NetworkOpened { get; private set; } = Task.CompletedTask;

    /// <summary>The refused connections, when the network is served; null if they are not recorded.</summary>
    public RefusalReport? Refusals { get; private set; }

    /// <summary>Whether it cannot be used any longer.</summary>
    public bool HasFailed => process.Connection.Ended.IsCompleted || NetworkOpened.IsFaulted;

    /// <summary>Sends the settings to the program, without waiting for the answer.</summary>
    /// <param name="ids">The map of the ids of mounts if commands get a user namespace; otherwise null.</param>
    /// <param name="filter">The filter of the daemon's ports; null if there is none. This object owns it.</param>
    /// <param name="devicesAreFiltered">Whether a device filter applies to the control group.</param>
    /// <param name="gaps">The known gaps in the containment.</param>
    public void Enter(IdMap? ids, ConnectFilter? filter, bool devicesAreFiltered, IReadOnlyList<ContainmentGap> gaps)
    {
        _filter = filter;
        Gaps = gaps;
        var network = BuildNetwork.RequestFor(entry.Network.Policy);
        var request = new EnterRequest(
            group.Directories, network, ids?.ProcessPath, OwnsMounts: ids is not null && entry.Root != RootKind.Tree, devicesAreFiltered);
        var entered = process.Connection.AskAsync(request.ToFrame(), FrameType.Entered, CancellationToken.None);
        Entered = entered;
        NetworkOpened = OpenNetworkAsync(network, entered);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // At the same time: connections end while the kernel kills the commands that have them.
        var end = process.DisposeAsync().AsTask();
        try
        {
            await NetworkOpened.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_network is not null)
            {
                await _network.DisposeAsync();
            }
        }
        finally
        {
            await end;
        }

        _filter?.Dispose();
        await group.RemoveAsync();
        if (names is not null)
        {
            await names.DisposeAsync();
        }
    }

    private async Task OpenNetworkAsync(PrivateNetworkRequest? network, Task<ReadOnlyMemory<byte>> entered)
    {
        var answer = await entered;
        if (network is null)
        {
            Refusals = _filter is null ? null : new RefusalReport(entry.Network.Policy, _filter.ReadRefusals);
            return;
        }

        try
        {
            _network = await BuildNetwork.OpenAsync(
                process.Id, network, EnteredReply.Decode(answer.Span), entry.Network, entry.HostName, timeProvider);
            Refusals = _network.Report;
        }
        catch (LinuxException e)
        {
            throw new SandboxException(
                $"cannot create the network of a build for the network policy \"{entry.Network.Policy.NameOf()}\": {e.Message}; "
                + "use Linux 5.9 or later with BPF, or set Network to host",
                e);
        }
    }
}
