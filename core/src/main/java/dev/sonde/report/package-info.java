/**
 * The room of pages: what a run folder knows, as one file that a person looks at.
 *
 * <pre>
 * journal.jsonl → Lines → Story (thinned)  ┐
 * recipe, speed, probe, evaluation        ├→ Facts (one JSON tree) → Page → report.html     (Report, Keeping)
 * Network → Block → Lanes → Drawing (SVG) ┘                               → / and /data.json (Live)
 * several Facts → Overlay → Page → compare.html
 * Run → TensorBoard → EventFile → Wire → events.out.tfevents.…
 * </pre>
 *
 * <p>{@link dev.sonde.report.Report} is the door: {@code Report.write(folder)}, {@code Report.compare(folders, out)}, and the listener
 * {@code Report.html()}. {@link dev.sonde.report.Live} serves the same page on the loopback interface while a run goes on; its one thread
 * is the JDK's HTTP server's. {@link dev.sonde.report.TensorBoard} is another listener, for those who have that viewer.
 *
 * <p>A page is a function of the folder's files: it holds no clock and can be written again at any time. Java gathers, thins and draws the
 * network; the scripts beside this class (one file a subject, joined into one element) draw the rest in the browser, with uPlot for curves.
 * They put foreign text into the page as text only, never as markup; the network's drawing is parsed as XML, and everything in it is
 * escaped by {@code Text}.
 *
 * <p>Not here: measuring (rooms {@code probe} and {@code train}), and the terminal (room {@code cli}).
 */
@NullMarked
package dev.sonde.report;

import org.jspecify.annotations.NullMarked;
