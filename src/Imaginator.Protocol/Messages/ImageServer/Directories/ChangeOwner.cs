namespace Imaginator.Protocol.Messages.ImageServer.Directories;

/// <summary>What <c>ChownDirectory</c> is asked.</summary>
public sealed record ChangeOwnerRequest
{
    public string DirectoryName { get; init; } = "";

    public string OwnerGroup { get; init; } = "";
}

/// <summary>What <c>ChownDirectory</c> answers.</summary>
public sealed record ChangeOwnerResponse;
