// Opens the page: the model of the city, the language, and the frame around all rooms.
import { render } from 'preact'
import { App } from './app.tsx'
import { LiveCity } from './live-city.ts'
import './style/tokens.css'
import './style/frame.css'
import './style/board.css'
import './style/rooms.css'
import './style/incidents.css'
import './style/planned.css'
import './style/series.css'
import './style/feeds.css'

const root = document.getElementById('root')
if (root !== null) {
  const city = new LiveCity()
  city.open()
  render(<App city={city} />, root)
}
