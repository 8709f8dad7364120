namespace Imaginator.Protocol.Messages.ImageServer.Directories;

/// <summary>What <c>ChownDirectory</c> is asked.</summary>
internal sealed record ChangeOwnerRequest
{
    public string DirectoryName { get; init; } = "";

    public string OwnerGroup { get; init; } = "";
}

/// <summary>What <c>ChownDirectory</c> answers.</summary>
internal sealed record ChangeOwnerResponse;
