namespace Imaginator.Protocol.Messages.ImageServer.Directories;

/// <summary>The request of <c>MakeDirectory</c>.</summary>
public sealed record MakeDirectoryRequest
{
    public string DirectoryName { get; init; } = "";

    public bool MakeAll { get; init; }
}

/// <summary>The response of <c>MakeDirectory</c>.</summary>
public sealed record MakeDirectoryResponse;
