namespace Imaginator.Protocol.Messages.ImageServer.Directories;

/// <summary>The request of <c>ChownDirectory</c>.</summary>
public sealed record ChangeOwnerRequest
{
    public string DirectoryName { get; init; } = "";

    public string OwnerGroup { get; init; } = "";
}

/// <summary>The response of <c>ChownDirectory</c>.</summary>
public sealed record ChangeOwnerResponse;
