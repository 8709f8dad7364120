namespace Imaginator.Protocol.Messages.ImageServer.Directories;

/// <summary>What <c>MakeDirectory</c> is asked.</summary>
internal sealed record MakeDirectoryRequest
{
    public string DirectoryName { get; init; } = "";

    public bool MakeAll { get; init; }
}

/// <summary>What <c>MakeDirectory</c> answers.</summary>
internal sealed record MakeDirectoryResponse;
