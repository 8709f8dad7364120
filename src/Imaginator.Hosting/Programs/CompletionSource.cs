namespace Imaginator.Hosting.Programs;

/// <summary>
/// Finds the values of an operand for completion: all that begin with a text, or more. It must end soon after the cancellation, which comes
/// when the user has waited long enough.
/// </summary>
public delegate IAsyncEnumerable<string> CompletionSource(CommandContext context, string beginning, CancellationToken cancellationToken);
