namespace Imaginator.Protocol.Messages.ImageServer.Directories;

/// <summary>What <c>DeleteDirectory</c> is asked.</summary>
internal sealed record DeleteDirectoryRequest
{
    public string DirectoryName { get; init; } = "";
}

/// <summary>What <c>DeleteDirectory</c> answers.</summary>
internal sealed record DeleteDirectoryResponse
{
    public string Error { get; init; } = "";
}
