using System.Collections.Immutable;

namespace Imaginator.Sandbox.Protocol;

/// <summary>The root of the commands and their restrictions.</summary>
internal sealed record PrepareRequest
{
    /// <summary>The host directory that becomes the root; null for the host's own root without changes.</summary>
    public required string? Root { get; init; }

    /// <summary>
    /// The host directory that the root covers, only in the sandbox's mount namespace. Usually the root itself, unless
    /// the root is on a detached mount.
    /// </summary>
    public required string? MountPoint { get; init; }

    /// <summary>
    /// Whether the root already shows its ids as those of the user namespace; otherwise, a mount of it is made that does.
    /// </summary>
    public bool RootIsShifted { get; init; }

    /// <summary>
    /// With the host's own root in a user namespace: the directory that commands can change, at this path, and the directory that
    /// they see as <c>/tmp</c> and <c>/var/tmp</c>. The directory <see cref="Hidden"/> is hidden except for the path to the first.
    /// </summary>
    public string Tree { get; init; } = "";

    /// <inheritdoc cref="Tree"/>
    public string TemporaryFiles { get; init; } = "";

    /// <inheritdoc cref="Tree"/>
    public string Hidden { get; init; } = "";

    /// <summary>The host name inside the sandbox.</summary>
    public required string HostName { get; init; }

    /// <summary>The directories of the host to show; empty with the host's own root.</summary>
    public ImmutableArray<BindRequest> Binds { get; init; } = [];

    /// <summary>Whether commands are prevented from harming the system outside the root.</summary>
    public required bool Contained { get; init; }

    /// <summary>Whether calls that flush to disk succeed without being executed.</summary>
    public bool SkipsFlushes { get; init; }

    /// <summary>Whether the network is separate from that of the machine.</summary>
    public bool PrivateNetwork { get; init; }

    public ReadOnlyMemory<byte> ToFrame()
    {
        var writer = new FrameWriter(FrameType.Prepare);
        writer.Write(Root ?? "");
        writer.Write(MountPoint ?? "");
        writer.Write(RootIsShifted);
        writer.Write(Tree);
        writer.Write(TemporaryFiles);
        writer.Write(Hidden);
        writer.Write(HostName);
        writer.Write(Contained);
        writer.Write(SkipsFlushes);
        writer.Write(PrivateNetwork);
        writer.Write(Binds.Length);
        foreach (var bind in Binds)
        {
            writer.Write(bind.HostPath);
            writer.Write(bind.PathBelow);
            writer.Write(bind.MountPoint);
            writer.Write(bind.Writable);
        }

        return writer.ToFrame();
    }

    /// <exception cref="ProtocolException">The payload is not a message of this type.</exception>
    public static PrepareRequest Decode(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        var root = reader.ReadString();
        var mountPoint = reader.ReadString();
        var request = new PrepareRequest
        {
            Root = root.Length == 0 ? null : root,
            MountPoint = mountPoint.Length == 0 ? null : mountPoint,
            RootIsShifted = reader.ReadBoolean(),
            Tree = reader.ReadString(),
            TemporaryFiles = reader.ReadString(),
            Hidden = reader.ReadString(),
            HostName = reader.ReadString(),
            Contained = reader.ReadBoolean(),
            SkipsFlushes = reader.ReadBoolean(),
            PrivateNetwork = reader.ReadBoolean(),
            Binds = ReadBinds(ref reader),
        };
        reader.End();
        return request;
    }

    private static ImmutableArray<BindRequest> ReadBinds(ref PayloadReader reader)
    {
        var count = reader.ReadCount();
        var binds = ImmutableArray.CreateBuilder<BindRequest>(count);
        for (var i = 0; i < count; i++)
        {
            binds.Add(new BindRequest(reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadBoolean()));
        }

        return binds.MoveToImmutable();
    }
}
