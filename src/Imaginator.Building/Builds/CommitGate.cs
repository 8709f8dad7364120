namespace Imaginator.Building.Builds;

/// <summary>
/// Called once, immediately before an image is added under its name: from then on, its build can no longer be cancelled.
/// </summary>
/// <exception cref="OperationCanceledException">The build was cancelled before; the image must not be added.</exception>
public delegate void CommitGate();
